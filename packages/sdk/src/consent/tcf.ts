import type { ConsentRegime, Purpose } from '../types.ts';
import { withIab } from './iab-api.ts';
import type { ConsentAdapter, Statement } from './signal.ts';

/** Options of {@link tcf}. */
export interface TcfOptions {
  /**
   * TCF purposes that each of our purposes needs, all of them. Default: storage 1; measurement 1, 8
   * and 9; personalisation 1, 5 and 6.
   */
  tcfPurposes?: Partial<Record<Purpose, readonly number[]>> | undefined;
  /** Your id on the Global Vendor List. Then purposes and vendor need consent; else the publisher's own. */
  vendorId?: number | undefined;
  /** For platforms that leave the publisher segment empty: read the purposes without a vendor. */
  withoutPublisher?: boolean | undefined;
  /** The law where the platform says that the GDPR does not apply. Default: that of the connection. */
  outsideGdpr?: ConsentRegime | undefined;
}

/** What `__tcfapi` answers, as far as it is read. */
interface TcData {
  listenerId?: number;
  tcString?: string;
  tcfPolicyVersion?: number;
  gdprApplies?: boolean;
  cmpStatus?: string;
  eventStatus?: string;
  purpose?: { consents?: Record<number, boolean> };
  vendor?: { consents?: Record<number, boolean> };
  publisher?: { consents?: Record<number, boolean> };
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** When the string was last updated, epoch ms: bits 42 to 77 of the core segment, in tenths of a second. */
const updatedAt = (tcString: string) => {
  let deciseconds = 0;
  for (const letter of tcString.slice(7, 13))
    deciseconds = deciseconds * 64 + letters.indexOf(letter);
  return deciseconds * 100;
};

/**
 * IAB Transparency & Consent Framework 2.2 and 2.3, in the page or from inside a frame. Only
 * `tcloaded` and `useractioncomplete` are decisions: `cmpuishown` repeats the old purposes. Where
 * consent is withdrawn its keys are absent. The string goes into the receipt verbatim, whatever its
 * segments; `revision` is its policy version, followed by `undisclosed` where the segment of disclosed
 * vendors (mandatory since 2.3) is missing.
 *
 * @see https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework
 */
export const tcf = (options: TcfOptions = {}): ConsentAdapter => ({
  name: 'tcf',
  rank: 2,
  connect(report, until) {
    const needed = options.tcfPurposes ?? {
      storage: [1],
      measurement: [1, 8, 9],
      personalisation: [1, 5, 6],
    };
    let decided = false;
    withIab(
      '__tcfapi',
      '__tcfapiLocator',
      (api) => (command, answer, parameter) => api(command, 2, answer, parameter),
      (call) =>
        call('addEventListener', (data: TcData, success) => {
          if (!success) return;
          if (until.aborted) {
            // Ids begin at 0.
            call('removeEventListener', () => {}, data.listenerId);
            return;
          }
          const { gdprApplies, eventStatus, tcString = '', purpose, vendor, publisher } = data;
          if (gdprApplies === false) return report({ purposes: {}, regime: options.outsideGdpr });
          const chosen = eventStatus === 'useractioncomplete';
          if (gdprApplies && (chosen || eventStatus === 'tcloaded')) {
            const { vendorId, withoutPublisher } = options;
            const consents = (vendorId || withoutPublisher ? purpose : publisher)?.consents;
            const statement: Statement = {};
            for (const name in needed) {
              statement[name as Purpose] =
                (!vendorId || vendor?.consents?.[vendorId] === true) &&
                needed[name as Purpose]!.every((one) => consents?.[one] === true);
            }
            report({
              purposes: statement,
              decidedAt: chosen ? Date.now() : updatedAt(tcString) || undefined,
              // The type of a segment is in its first three bits: 1 holds the disclosed vendors.
              revision: data.tcfPolicyVersion + (/\.[I-P]/.test(tcString) ? '' : ' undisclosed'),
              regime: 'opt_in',
              signal: tcString,
            });
            decided = true;
          } else if (!decided) report({});
        }),
      until,
    );
  },
});
