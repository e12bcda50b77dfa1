import { deferred } from '../deferred.ts';
import type { EventRow } from '../types.ts';
import type { RecentIds } from './recent-ids.ts';

/** Lets each event in once, however often it is sent. */
export interface ReplayGuard {
  /**
   * Calls `write` with those rows that did not come before, and remembers them when it resolved. When
   * it rejects they are forgotten again, so that the sender's next try counts. Of requests with the
   * same event at the same time, one writes and the others wait for how that ends.
   *
   * @param skew ms that the sender's clock is behind, negative when it is ahead: its ids hold its time
   * @returns how many rows were written and how many had come before
   * @throws what `write` throws
   */
  once(
    rows: readonly EventRow[],
    write: (fresh: readonly EventRow[]) => Promise<void>,
    skew?: number,
  ): Promise<{ accepted: number; duplicates: number }>;
  /** Whether an event is stored for certain, from memory alone; false says nothing. */
  knows(siteId: string, eventId: string): boolean;
  /** How many ids are held in memory. */
  size(): number;
}

export interface ReplayGuardDeps {
  recent: RecentIds;
  /** Which of these ids of a site are in ClickHouse; it may reject. */
  lookUp: (siteId: string, ids: readonly string[]) => Promise<ReadonlySet<string>>;
  /**
   * Told when `lookUp` failed, before the rows are let in: from then on segments are to be compared with
   * what is stored before they go in. What it throws, `once` throws.
   */
  onLookUpFailed: (error: unknown) => void | Promise<void>;
  /** Epoch ms. */
  clock: () => number;
}

/**
 * A sender's clock may be this much ahead and its new ids still count as new. Ids further ahead are asked
 * about always: they would look new for as long as they are ahead.
 */
const clockMarginMs = 60_000;

/** Name of one event across sites. */
export const replayKey = (siteId: string, eventId: string) => `${siteId} ${eventId}`;

/**
 * Epoch ms inside a UUID version 7, or `undefined` for other versions.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7
 */
export const uuidTime = (id: string): number | undefined =>
  id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined;

/** The guard itself; {@link openReplayGuard} fills it from a store. */
export function createReplayGuard(deps: ReplayGuardDeps): ReplayGuard {
  const { recent, clock } = deps;
  const reserved = new Map<string, Promise<void>>();

  /** An id made after the horizon and not in memory cannot have come before: no need to ask. */
  const mayBeOld = (row: EventRow, skew: number): boolean => {
    const told = uuidTime(row.event_id);
    if (told === undefined) return true;
    const made = told + skew;
    return made < recent.horizon() + clockMarginMs || made > clock() + clockMarginMs;
  };

  const stored = async (rows: readonly EventRow[], skew: number): Promise<Set<EventRow>> => {
    const bySite = new Map<string, EventRow[]>();
    for (const row of rows.filter((each) => mayBeOld(each, skew))) {
      const group = bySite.get(row.site_id);
      if (group) group.push(row);
      else bySite.set(row.site_id, [row]);
    }
    const found = new Set<EventRow>();
    for (const [siteId, group] of bySite) {
      try {
        const known = await deps.lookUp(
          siteId,
          group.map((row) => row.event_id),
        );
        for (const row of group) if (known.has(row.event_id)) found.add(row);
      } catch (error) {
        await deps.onLookUpFailed(error);
      }
    }
    return found;
  };

  return {
    size: () => recent.size(),
    knows: (siteId, eventId) => recent.has(replayKey(siteId, eventId)),
    async once(rows, write, skew = 0) {
      let accepted = 0;
      let duplicates = 0;
      let rest = rows;
      while (rest.length > 0) {
        const mine: EventRow[] = [];
        const keys: string[] = [];
        const contested: EventRow[] = [];
        const others = new Set<Promise<void>>();
        const { promise: settled, resolve: settle } = deferred();
        for (const row of rest) {
          const key = replayKey(row.site_id, row.event_id);
          const holder = reserved.get(key);
          if (recent.has(key)) duplicates++;
          else if (holder) {
            contested.push(row);
            others.add(holder);
          } else {
            reserved.set(key, settled);
            mine.push(row);
            keys.push(key);
          }
        }
        // Our own are written before we wait for others: two requests can never wait for each other.
        try {
          if (mine.length > 0) {
            const known = await stored(mine, skew);
            const fresh = known.size === 0 ? mine : mine.filter((row) => !known.has(row));
            if (fresh.length > 0) await write(fresh);
            accepted += fresh.length;
            duplicates += known.size;
            for (const key of keys) recent.add(key);
          }
        } finally {
          for (const key of keys) reserved.delete(key);
          settle();
        }
        await Promise.all(others);
        rest = contested;
      }
      return { accepted, duplicates };
    },
  };
}
