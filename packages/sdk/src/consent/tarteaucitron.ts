import { purposesFrom, statistics } from './purpose-map.ts';
import type { MapOptions } from './purpose-map.ts';
import type { ConsentAdapter } from './signal.ts';
import { whenPresent } from './when-present.ts';

interface Tarteaucitron {
  state: Record<string, boolean | undefined>;
  parameters?: { highPrivacy?: boolean; serviceDefaultState?: unknown };
  services?: Record<string, { needConsent?: boolean; defaultState?: unknown } | undefined>;
  user?: { bypass?: boolean };
}

/**
 * tarteaucitron 1. Keys are keys of services. Its state is also true before anybody has decided:
 * for services that need no consent, that are on by default, or while it takes browsing on for
 * consent (`highPrivacy: false`). That counts only where the law does not ask for a decision.
 */
export const tarteaucitron = ({
  purposes = { touchtrail: statistics },
}: MapOptions = {}): ConsentAdapter => ({
  name: 'tarteaucitron',
  rank: 1,
  connect(report, until) {
    whenPresent(
      () => {
        const { tarteaucitron: found } = self as { tarteaucitron?: Tarteaucitron };
        // The services come with a second script, and the parameters with init().
        return found?.parameters?.highPrivacy !== undefined && found;
      },
      (found) => {
        const from = (explicit: boolean) => {
          const statement = purposesFrom(purposes, (name) => {
            const service = found.services?.[name];
            const answer = found.state[name];
            const implied =
              !found.parameters?.highPrivacy ||
              !service?.needConsent ||
              found.user?.bypass ||
              (service.defaultState ?? found.parameters.serviceDefaultState) === true;
            return answer && explicit && implied ? undefined : answer;
          });
          return Object.keys(statement).length ? statement : undefined;
        };
        const read = () => report({ purposes: (regime) => from(regime === 'opt_in') });
        read();
        // Events come before the state they tell of.
        const soon = () => queueMicrotask(read);
        for (const name of [
          'tac.consent_updated',
          'tac.root_available',
          ...Object.keys(purposes).map((key) => `${key}_added`),
        ]) {
          addEventListener(name, soon, { signal: until, capture: true });
        }
      },
      until,
    );
  },
});
