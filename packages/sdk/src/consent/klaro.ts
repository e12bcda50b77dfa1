import { purposesFrom, statistics } from './purpose-map.ts';
import type { MapOptions } from './purpose-map.ts';
import type { ConsentAdapter } from './signal.ts';
import { whenPresent } from './when-present.ts';

/** Klaro's manager, as far as it is read. */
export interface KlaroManager {
  confirmed: boolean;
  savedConsents: Record<string, boolean>;
  watch(watcher: { update(manager: KlaroManager, name: string): void }): void;
}

/** Options of {@link klaro}. */
export interface KlaroOptions extends MapOptions {
  /** Finds the manager. Default: that of the global `klaro` with its default configuration. */
  manager?: (() => KlaroManager | undefined) | undefined;
}

interface Klaro {
  defaultConfig?: unknown;
  getManager(): KlaroManager;
}

const ofPage = (): KlaroManager | undefined => {
  const { klaro, klaroConfig } = self as { klaro?: Klaro; klaroConfig?: unknown };
  // Without a configuration Klaro would make a manager of nothing.
  return klaro?.defaultConfig || klaroConfig ? klaro?.getManager() : undefined;
};

/**
 * Klaro 0.7. Keys are names of services. Only what was saved and confirmed is a decision: Klaro calls
 * back with `false`, or with its defaults, before anybody has decided.
 */
export const klaro = ({
  purposes = { touchtrail: statistics, analytics: statistics },
  manager = ofPage,
}: KlaroOptions = {}): ConsentAdapter => ({
  name: 'klaro',
  rank: 1,
  connect(report, until) {
    whenPresent(
      manager,
      (found) => {
        const read = () =>
          report(
            found.confirmed
              ? { purposes: purposesFrom(purposes, (name) => found.savedConsents[name]) }
              : {},
          );
        read();
        found.watch({
          update(_manager, name) {
            // Switches that were moved but not saved say nothing.
            if (name === 'saveConsents' || !found.confirmed) read();
          },
        });
      },
      until,
    );
  },
});
