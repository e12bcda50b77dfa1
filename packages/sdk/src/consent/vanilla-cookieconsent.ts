import { marketing, purposesFrom, statistics } from './purpose-map.ts';
import type { MapOptions } from './purpose-map.ts';
import type { ConsentAdapter } from './signal.ts';
import { whenPresent } from './when-present.ts';

interface Cookie {
  categories: string[];
  services?: Record<string, string[]>;
  revision?: number;
  consentId?: string;
  lastConsentTimestamp?: string;
}

/** The interface of vanilla-cookieconsent, as far as it is read. */
export interface CookieConsentApi {
  validConsent(): boolean;
  getCookie(): Cookie;
}

const ofPage = () => (self as { CookieConsent?: CookieConsentApi }).CookieConsent;

/** Options of {@link vanillaCookieconsent}. */
export interface CookieConsentOptions extends MapOptions {
  /** The interface, where the library is a module and connected after its `run()`. Default: the global. */
  api?: CookieConsentApi | undefined;
}

/**
 * vanilla-cookieconsent 3. Keys are names of categories. A decision is `cc:onFirstConsent`,
 * `cc:onConsent` (also at each load) and `cc:onChange`, with id, revision and time. For visitors it
 * takes for bots it does nothing at all: then nothing is ever known.
 */
export const vanillaCookieconsent = ({
  purposes = { analytics: statistics, marketing },
  api,
}: CookieConsentOptions = {}): ConsentAdapter => ({
  name: 'vanilla-cookieconsent',
  rank: 1,
  connect(report, until) {
    const decided = (cookie: Cookie) =>
      report({
        purposes: purposesFrom(purposes, (name) => cookie.categories.includes(name)),
        id: cookie.consentId,
        revision: `${cookie.revision}`,
        decidedAt: Date.parse(cookie.lastConsentTimestamp!) || undefined,
      });
    const look = () => {
      const here = api ?? ofPage();
      if (here?.validConsent()) decided(here.getCookie());
      else report({});
    };
    for (const type of ['FirstConsent', 'Consent', 'Change']) {
      addEventListener(
        `cc:on${type}`,
        (event) => decided((event as CustomEvent<{ cookie: Cookie }>).detail.cookie),
        { signal: until },
      );
    }
    addEventListener('cc:onModalShow', look, { signal: until });
    whenPresent(() => api ?? ofPage(), look, until);
  },
});
