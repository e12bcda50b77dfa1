import type { Purpose } from '../types.ts';
import { withIab } from './iab-api.ts';
import type { ConsentAdapter, Statement } from './signal.ts';

/** Options of {@link gpp}. */
export interface GppOptions {
  /** Purposes refused with an opt-out of sale, of sharing or of targeted advertising. Default `sharing`. */
  optOut?: readonly Purpose[] | undefined;
}

type Fields = Record<string, unknown>;

/** What `__gpp` answers, as far as it is read. */
interface GppEvent {
  eventName: string;
  listenerId: number;
  pingData: {
    signalStatus?: string;
    gppString?: string;
    applicableSections?: number[];
    parsedSections?: Record<string, Fields | Fields[]>;
  };
}

/**
 * IAB Global Privacy Platform 1.1, sections of the United States: `usnat`, the states, `uspv1`. Read
 * only once `signalStatus` is `ready`. An opt-out refuses; anything else is no consent and says
 * nothing. The section for the EU is TCF's, read it with the adapter for TCF.
 *
 * @see https://github.com/InteractiveAdvertisingBureau/Global-Privacy-Platform
 */
export const gpp = ({ optOut = ['sharing'] }: GppOptions = {}): ConsentAdapter => ({
  name: 'gpp',
  rank: 2,
  connect(report, until) {
    let decided = false;
    withIab(
      '__gpp',
      '__gppLocator',
      (api) => (command, answer, parameter) => api(command, answer, parameter),
      (call) =>
        call('addEventListener', ({ listenerId, pingData }: GppEvent) => {
          if (until.aborted) return call('removeEventListener', () => {}, listenerId);
          const { signalStatus, applicableSections = [], parsedSections = {} } = pingData;
          if (signalStatus !== 'ready') return decided || report({});
          decided = true;
          const american = applicableSections.some((section) => section > 5);
          let refused = false;
          for (const name in parsedSections) {
            // A section is one object or, with some platforms, a list of its segments.
            const fields: Fields = Object.assign({}, ...[parsedSections[name]].flat());
            refused ||=
              name.startsWith('us') &&
              (fields['Gpc'] === true ||
                fields['OptOutSale'] === 'Y' ||
                ['SaleOptOut', 'SharingOptOut', 'TargetedAdvertisingOptOut'].some(
                  (field) => fields[field] === 1,
                ));
          }
          const statement: Statement = {};
          if (american && refused) for (const purpose of optOut) statement[purpose] = false;
          return report({
            purposes: statement,
            regime: american ? 'opt_out' : undefined,
            signal: pingData.gppString,
          });
        }),
      until,
    );
  },
});
