import { purposesFrom, statistics } from './purpose-map.ts';
import type { MapOptions } from './purpose-map.ts';
import type { ConsentAdapter } from './signal.ts';
import { whenPresent } from './when-present.ts';

/** Orejime's manager, as far as it is read. */
export interface OrejimeManager {
  isDirty(): boolean;
  needsUpdate?(): boolean;
  getConsent(purpose: string): boolean | undefined;
  on(event: string, run: () => void): void;
}

/** Options of {@link orejime}. */
export interface OrejimeOptions extends MapOptions {
  /** Finds the manager. Default: that of the global `orejime`. */
  manager?: (() => OrejimeManager | undefined) | undefined;
}

/**
 * Orejime 3. Keys are ids of purposes. Decided is what leaves the manager clean: while it is `dirty`
 * some purpose has no answer yet.
 */
export const orejime = ({
  purposes = { touchtrail: statistics, analytics: statistics },
  manager = () => (self as { orejime?: { manager: OrejimeManager } }).orejime?.manager,
}: OrejimeOptions = {}): ConsentAdapter => ({
  name: 'orejime',
  rank: 1,
  connect(report, until) {
    whenPresent(
      manager,
      (found) => {
        const read = () =>
          report(
            found.isDirty()
              ? {}
              : { purposes: purposesFrom(purposes, (name) => found.getConsent(name)) },
          );
        read();
        // The consents are told of before the manager knows that it is clean, or dirty again.
        for (const event of ['update', 'dirty', 'clear'])
          found.on(event, () => queueMicrotask(read));
      },
      until,
    );
  },
});
