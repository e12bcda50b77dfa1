import { errorSummary } from '../error-summary.ts';
import type { EventSpool, Store } from '../types.ts';
import { batchedLookUp } from './batched-look-up.ts';
import { pausedAfterFailure } from './paused-look-up.ts';
import { createRecentIds } from './recent-ids.ts';
import { createReplayGuard, replayKey } from './replay-guard.ts';
import type { ReplayGuard } from './replay-guard.ts';

export interface ReplayGuardOptions {
  store: Pick<Store, 'knownEventIds' | 'eventIds'>;
  /** The spool the guarded rows are written to. */
  spool: Pick<EventSpool, 'unstored' | 'stats' | 'expectRepeats'>;
  clock?: () => number;
  log?: (line: string) => void;
  /** How long ids stay in memory at least. Default 10 minutes. */
  windowMs?: number;
  /** How many ids stay in memory, about 60 bytes each. Default 500,000. */
  maxIds?: number;
  /** How long to wait for ClickHouse about older ids. Default 1,000 ms. */
  lookUpTimeoutMs?: number;
  /** How long ClickHouse is left alone after it did not answer. Default 2,000 ms. */
  lookUpPauseMs?: number;
}

/**
 * Opens the guard against replays: ids of the last minutes in memory (filled from what the spool still
 * holds and from what is stored), older ones by a look into what is stored, which knows 31 days. When
 * ClickHouse does not answer in time the rows are let in, and the spool compares them with what is
 * stored before they go into the table. From then on one request in two seconds tries it again; the
 * others wait for nothing.
 *
 * @example
 * const guard = await openReplayGuard({ store, spool });
 * const { accepted, duplicates } = await guard.once(rows, (fresh) => spool.append(fresh));
 */
export async function openReplayGuard(options: ReplayGuardOptions): Promise<ReplayGuard> {
  const { store, spool } = options;
  const clock = options.clock ?? Date.now;
  const log = options.log ?? (() => undefined);
  const windowMs = options.windowMs ?? 10 * 60_000;
  const maxIds = options.maxIds ?? 500_000;
  const timeoutMs = options.lookUpTimeoutMs ?? 1_000;
  const pauseMs = options.lookUpPauseMs ?? 2_000;
  const oldestUnstored = () => {
    const age = spool.stats().oldestMs;
    return age === null ? null : clock() - age;
  };

  // The spool first: what is drained meanwhile is then found in the table.
  const keys: string[] = [];
  for await (const row of spool.unstored()) keys.push(replayKey(row.site_id, row.event_id));
  let since = clock() - windowMs;
  try {
    const rows = await store.eventIds.since(since, maxIds);
    for (const row of rows) keys.push(replayKey(row.site_id, row.id));
    const last = rows.at(-1);
    if (last && rows.length >= maxIds) since = last.at + 1;
  } catch (error) {
    since = clock();
    log(`Recent event ids could not be read, each will be looked up: ${errorSummary(error)}`);
  }

  let failing = false;
  const recent = createRecentIds({
    clock,
    windowMs,
    maxIds,
    oldestUnstored,
    filled: { since, keys },
  });
  return createReplayGuard({
    recent,
    clock,
    lookUp: pausedAfterFailure(
      batchedLookUp(async (siteId, ids) => {
        const known = await store.knownEventIds(siteId, ids, {
          timeoutMs,
          signal: AbortSignal.timeout(timeoutMs),
        });
        failing = false;
        return known;
      }),
      { clock, pauseMs },
    ),
    async onLookUpFailed(error) {
      await spool.expectRepeats();
      if (!failing) {
        log(
          `Event ids cannot be looked up; repeats are left out before they are stored: ${errorSummary(error)}`,
        );
      }
      failing = true;
    },
  });
}
