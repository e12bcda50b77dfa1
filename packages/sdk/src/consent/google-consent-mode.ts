import { marketing, preferences, purposesFrom, statistics } from './purpose-map.ts';
import type { MapOptions } from './purpose-map.ts';
import type { ConsentAdapter } from './signal.ts';
import { whenPresent } from './when-present.ts';

/** Options of {@link googleConsentMode}. */
export interface GoogleConsentModeOptions extends MapOptions {
  /** Name of the data layer. Default `dataLayer`. */
  layer?: string | undefined;
}

type State = Record<string, unknown>;

/**
 * Google Consent Mode v2, read only: what a platform tells Google counts here too. An `update` is a
 * decision; a `default` only counts where the law does not ask for one first, and only as far as no
 * region is refused.
 *
 * @see https://developers.google.com/tag-platform/security/guides/consent
 */
export const googleConsentMode = ({
  layer = 'dataLayer',
  purposes = {
    analytics_storage: statistics,
    ad_user_data: marketing,
    ad_personalization: preferences,
  },
}: GoogleConsentModeOptions = {}): ConsentAdapter => ({
  name: 'google-consent-mode',
  rank: 1,
  connect(report, until) {
    const defaults: State = {};
    let updates: State | undefined;
    const from = (state?: State) =>
      state &&
      purposesFrom(purposes, (name) => (state[name] ? state[name] === 'granted' : undefined));
    const read = (entries: unknown[]) => {
      for (const entry of entries) {
        // Entries of gtag() are arguments objects, not arrays.
        const [command, action, state] = Array.from((entry ?? []) as ArrayLike<unknown>);
        if (command !== 'consent') continue;
        if (action === 'update') updates = Object.assign(updates ?? {}, state);
        else {
          for (const [name, value] of Object.entries((state ?? {}) as State)) {
            if (defaults[name] !== 'denied') defaults[name] = value;
          }
        }
      }
      report({
        purposes: (regime) => from(regime === 'opt_in' ? updates : { ...defaults, ...updates }),
      });
    };
    whenPresent(
      () => (self as unknown as Record<string, unknown[] | undefined>)[layer],
      (entries) => {
        read(entries);
        const { push } = entries;
        const wrapped = (...added: unknown[]) => {
          const length = push.apply(entries, added);
          if (!until.aborted) read(added);
          return length;
        };
        entries.push = wrapped;
        until.addEventListener('abort', () => {
          if (entries.push === wrapped) entries.push = push;
        });
      },
      until,
    );
  },
});
