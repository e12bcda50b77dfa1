import { marketing, preferences, purposesFrom, statistics } from './purpose-map.ts';
import type { MapOptions } from './purpose-map.ts';
import type { ConsentAdapter } from './signal.ts';
import { whenPresent } from './when-present.ts';

/** `window.Cookiebot`, as far as it is read. */
export interface CookiebotApi {
  hasResponse: boolean;
  consentID?: string | undefined;
  consentUTC?: Date | string | null | undefined;
  consent: Record<string, boolean | string | null | undefined>;
}

/**
 * Cookiebot. Keys are its four categories. Decided is what has a response (`hasResponse`); a response
 * of the `method` `implied` counts only where the law does not ask for a decision.
 */
export const cookiebot = ({
  purposes = { statistics, marketing, preferences },
}: MapOptions = {}): ConsentAdapter => ({
  name: 'cookiebot',
  rank: 1,
  connect(report, until) {
    const page = self as { Cookiebot?: CookiebotApi };
    const read = () => {
      const found = page.Cookiebot;
      if (!found?.consent) return;
      const { consent, consentID, consentUTC, hasResponse } = found;
      report({
        id: consentID || undefined,
        decidedAt: (hasResponse && consentUTC && Date.parse(`${consentUTC}`)) || undefined,
        purposes: (regime) =>
          hasResponse && (regime !== 'opt_in' || consent['method'] !== 'implied')
            ? purposesFrom(purposes, (name) => consent[name] as boolean)
            : undefined,
      });
    };
    for (const type of ['ConsentReady', 'Accept', 'Decline', 'DialogDisplay']) {
      addEventListener(`CookiebotOn${type}`, read, { signal: until });
    }
    whenPresent(() => page.Cookiebot?.consent, read, until);
  },
});
