import { marketing, preferences, purposesFrom, statistics } from './purpose-map.ts';
import type { MapOptions } from './purpose-map.ts';
import type { ConsentAdapter } from './signal.ts';
import { whenPresent } from './when-present.ts';

/** Categories with `ACCEPT` or `DENY`. */
export type OsanoConsent = Record<string, string>;

/** `Osano.cm`, as far as it is read. */
export interface OsanoApi {
  addEventListener(event: string, run: (consent?: OsanoConsent) => void): void;
}

/**
 * Osano. Keys are its categories. Decided is what was saved: `osano-cm-initialized` comes without a
 * consent where there is none yet, and `osano-cm-consent-changed` tells of switches not saved.
 */
export const osano = ({
  purposes = { ANALYTICS: statistics, MARKETING: marketing, PERSONALIZATION: preferences },
}: MapOptions = {}): ConsentAdapter => ({
  name: 'osano',
  rank: 1,
  connect(report, until) {
    const read = (consent?: OsanoConsent) => {
      if (until.aborted) return;
      report(
        consent
          ? {
              purposes: purposesFrom(purposes, (name) =>
                name in consent ? consent[name] === 'ACCEPT' : undefined,
              ),
            }
          : {},
      );
    };
    whenPresent(
      () => (self as { Osano?: { cm?: OsanoApi } }).Osano?.cm,
      (api) => {
        // Runs at once where Osano is ready already.
        api.addEventListener('osano-cm-initialized', read);
        api.addEventListener('osano-cm-consent-saved', read);
      },
      until,
    );
  },
});
