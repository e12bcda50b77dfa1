import { marketing, purposesFrom, statistics } from './purpose-map.ts';
import type { MapOptions } from './purpose-map.ts';
import type { ConsentAdapter } from './signal.ts';
import { whenPresent } from './when-present.ts';

/** Options of {@link usercentrics}. */
export interface UsercentricsOptions extends MapOptions {
  /** Name of the window event set up in the admin interface (version 2). Default `ucEvent`. */
  event?: string | undefined;
}

/** `detail` of `UC_CONSENT`, and what `__ucCmp.getConsentDetails()` resolves to (version 3). */
export interface UsercentricsDetails {
  consent: { type?: string; controllerId?: string; updatedAt?: number };
  services: Record<string, { name: string; category?: string; consent?: { given: boolean } }>;
}

/** `detail` of the event of version 2. */
export interface UsercentricsStatus {
  event?: string;
  type?: string;
  ucCategory?: Record<string, boolean | null>;
  [service: string]: unknown;
}

/** One of `UC_UI.getServicesBaseInfo()` (version 2). */
export interface UsercentricsService {
  name: string;
  categorySlug?: string;
  consent: { status: boolean; history?: { type?: string }[] };
}

interface Page {
  UC_UI?: { isInitialized(): boolean; getServicesBaseInfo(): UsercentricsService[] };
  __ucCmp?: { getConsentDetails(): Promise<UsercentricsDetails> };
}

/**
 * Usercentrics 2 and 3. Keys are names of services or slugs of categories; a category is allowed when
 * all its services are. Decided is what is `explicit`: on the first load all services have a status
 * already, of the type `implicit`.
 */
export const usercentrics = ({
  purposes = { Touchtrail: statistics, statistics, analytics: statistics, marketing },
  event = 'ucEvent',
}: UsercentricsOptions = {}): ConsentAdapter => ({
  name: 'usercentrics',
  rank: 1,
  connect(report, until) {
    const page = self as Page;
    const say = (
      type: string | undefined,
      services: readonly (readonly [name: string, category: string | undefined, on: boolean])[],
      more: { id?: string | undefined; decidedAt?: number | undefined } = {},
    ) =>
      report(
        /^explicit$/i.test(`${type}`)
          ? {
              ...more,
              purposes: purposesFrom(purposes, (key) => {
                const meant = services.filter(
                  ([name, category]) => name === key || category === key,
                );
                return meant.length ? meant.every(([, , on]) => on) : undefined;
              }),
            }
          : {},
      );
    const three = ({ consent, services }: UsercentricsDetails) =>
      say(
        consent.type,
        Object.values(services).map(
          ({ name, category, consent: given }) => [name, category, given?.given === true] as const,
        ),
        { id: consent.controllerId, decidedAt: consent.updatedAt },
      );
    const on = (name: string, run: (detail: never) => void) =>
      addEventListener(name, (found) => run((found as CustomEvent<never>).detail), {
        signal: until,
      });
    on('UC_CONSENT', three);
    on(event, (detail: UsercentricsStatus) => {
      if (detail?.event !== 'consent_status') return;
      const { type, ucCategory, ...services } = detail;
      say(
        type,
        Object.entries({ ...services, ...ucCategory }).map(
          ([name, status]) => [name, undefined, status === true] as const,
        ),
      );
    });
    whenPresent(
      () => page.__ucCmp ?? (page.UC_UI?.isInitialized() && page.UC_UI),
      (api) => {
        if ('getConsentDetails' in api) {
          api.getConsentDetails().then(
            (details) => until.aborted || three(details),
            () => {},
          );
        } else {
          const services = api.getServicesBaseInfo();
          say(
            services.some(({ consent }) => consent.history?.some(({ type }) => type === 'explicit'))
              ? 'explicit'
              : '',
            services.map(({ name, categorySlug, consent }) => [name, categorySlug, consent.status]),
          );
        }
      },
      until,
    );
  },
});
