import { marketing, preferences, purposesFrom, statistics } from './purpose-map.ts';
import type { MapOptions } from './purpose-map.ts';
import type { ConsentAdapter } from './signal.ts';
import { whenPresent } from './when-present.ts';

/** A preference: purposes by number (1 necessary, 2 functions, 3 experience, 4 measurement, 5 marketing). */
export interface IubendaPreference {
  consent?: boolean;
  purposes?: Record<string, boolean>;
  id?: string;
  timestamp?: string;
}

interface Page {
  _iub?: {
    cs?: { consent?: IubendaPreference };
    csConfiguration?: {
      callback?: {
        onPreferenceExpressedOrNotNeeded?: (preference: IubendaPreference | null) => void;
      };
    };
  };
}

/**
 * Iubenda. Keys are its purposes. Hooks into `onPreferenceExpressedOrNotNeeded` and calls the page's
 * own callback; `null` means that no preference is needed and grants nothing by itself. Without
 * purposes by number, `consent` speaks for all of them.
 */
export const iubenda = ({
  purposes = { 4: statistics, 3: preferences, 5: marketing },
}: MapOptions = {}): ConsentAdapter => ({
  name: 'iubenda',
  rank: 1,
  connect(report, until) {
    const page = self as Page;
    const read = (preference?: IubendaPreference | null) => {
      if (until.aborted) return;
      report(
        preference
          ? {
              purposes: purposesFrom(purposes, (id) =>
                preference.purposes ? preference.purposes[id] : preference.consent,
              ),
              id: preference.id,
              decidedAt: Date.parse(`${preference.timestamp}`) || undefined,
            }
          : {},
      );
    };
    whenPresent(
      () => page._iub?.csConfiguration,
      (configuration) => {
        const callbacks = (configuration.callback ??= {});
        // One slot: whoever was there before is called before.
        const before = callbacks.onPreferenceExpressedOrNotNeeded;
        callbacks.onPreferenceExpressedOrNotNeeded = (preference) => {
          before?.(preference);
          read(preference);
        };
        const known = page._iub?.cs?.consent;
        read(known?.purposes || known?.consent !== undefined ? known : null);
      },
      until,
    );
  },
});
