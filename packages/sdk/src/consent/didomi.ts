import { purposesFrom, statistics } from './purpose-map.ts';
import type { MapOptions } from './purpose-map.ts';
import type { ConsentAdapter } from './signal.ts';

/** What `Didomi.getCurrentUserStatus()` answers, as far as it is read. */
export interface DidomiStatus {
  purposes: Record<string, { enabled: boolean } | undefined>;
  vendors?: Record<string, { enabled: boolean } | undefined>;
  user_id?: string;
  updated?: string;
  consent_string?: string;
}

/** `window.Didomi`, as far as it is read. */
export interface DidomiApi {
  getCurrentUserStatus(): DidomiStatus;
  shouldUserStatusBeCollected(): boolean;
}

interface Page {
  didomiOnReady?: ((api: DidomiApi) => void)[];
  didomiEventListeners?: { event: string; listener(): void }[];
}

/**
 * Didomi. Keys are ids of purposes or vendors. Every purpose has a status before anybody has decided,
 * not enabled: decided is what needs no collecting any more. Listens through Didomi's own queues, so
 * it may come first.
 */
export const didomi = ({
  purposes = {
    cookies: statistics,
    measure_content_performance: ['measurement'],
    market_research: ['measurement'],
  },
}: MapOptions = {}): ConsentAdapter => ({
  name: 'didomi',
  rank: 1,
  connect(report, until) {
    const page = self as Page;
    (page.didomiOnReady ??= []).push((api) => {
      const read = () => {
        if (until.aborted) return;
        const status = api.getCurrentUserStatus();
        report(
          api.shouldUserStatusBeCollected()
            ? {}
            : {
                purposes: purposesFrom(
                  purposes,
                  (id) => (status.purposes[id] ?? status.vendors?.[id])?.enabled,
                ),
                id: status.user_id,
                decidedAt: Date.parse(`${status.updated}`) || undefined,
                signal: status.consent_string || undefined,
              },
        );
      };
      read();
      (page.didomiEventListeners ??= []).push({ event: 'consent.changed', listener: read });
    });
  },
});
