import { liveSince } from './live.ts';
import { refreshes, reloadSites } from './state.ts';

/** Asks for everything on screen anew. */
export function refresh(): void {
  liveSince.value = 0;
  refreshes.value += 1;
  // The sites' own failure shows in the reports that follow.
  reloadSites().catch(() => undefined);
}
