import { errorSummary } from '../error-summary.ts';
import type { EventRow, Reader } from '../types.ts';

/** The ids of an event that a person may have taken consent back under. */
export interface ConsentIds {
  anonymousId?: string | undefined;
  userId?: string | undefined;
}

/** Who took consent back, and when: in memory, because every event asks. */
export interface Withdrawals {
  /**
   * The latest withdrawal under any of these ids, epoch ms by the service's clock. What was decided at
   * or before it no longer counts.
   */
  at(siteId: string, ids: ConsentIds): number | undefined;
  /** Counts from now on. Made durable by the event row that states it. */
  add(siteId: string, ids: ConsentIds, at: number): void;
  /** Reads what other processes were told. */
  refresh(): Promise<void>;
  size(): number;
}

export interface WithdrawalsOptions {
  reader: Reader;
  /** Rows that are accepted and not in ClickHouse yet. */
  spool?: { unstored(): AsyncIterable<EventRow> };
  clock: () => number;
  log?: (line: string) => void;
  /** Age at which the list is read again, behind an answer. Default 60 s. */
  refreshMs?: number;
}

interface Row {
  site: string;
  anonymous: string;
  user: string;
  at: number;
}

/** A read takes this share of all ids, so that no answer grows past memory. */
const shares = 16;
/** Rows may reach ClickHouse this long after their receipt without being missed by a refresh. */
const overlapMs = 10 * 60_000;

/** Whether a stored row takes consent back. */
const withdraws = (row: EventRow): boolean =>
  row.type === 'consent' &&
  !(row['consent_purposes'] as readonly string[] | undefined)?.includes('measurement');

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Loads every withdrawal: those in ClickHouse and those still in the spool. Needs about 100 bytes of
 * memory for each id that took consent back.
 *
 * @throws StoreError when ClickHouse cannot be read: without the list nothing may be accepted.
 * @example
 * const withdrawals = await openWithdrawals({ reader: store.reader, spool, clock: Date.now });
 * withdrawals.at('shop', { anonymousId }); // 1795341600000
 */
export async function openWithdrawals(options: WithdrawalsOptions): Promise<Withdrawals> {
  const { reader, clock, spool, log, refreshMs = 60_000 } = options;
  const known = new Map<string, number>();
  let readAt = 0;
  let triedAt = clock();
  let running: Promise<void> | undefined;

  const note = (key: string, at: number): void => {
    if (at > (known.get(key) ?? -Infinity)) known.set(key, at);
  };
  const add = (siteId: string, { anonymousId, userId }: ConsentIds, at: number): void => {
    if (anonymousId) note(`${siteId}\0a${anonymousId}`, at);
    if (userId) note(`${siteId}\0u${userId}`, at);
  };
  const read = async (since: number, share: number): Promise<void> => {
    const rows = await reader.query<Row>({
      sql: `SELECT site_id AS site, anonymous_id AS anonymous, user_id AS user,
              toUnixTimestamp64Milli(max(effective_at)) AS at
            FROM consent_receipts
            WHERE kind = 'withdrawn'
              AND received_at >= fromUnixTimestamp64Milli({since:Int64})
              AND cityHash64(anonymous_id, user_id) % {shares:UInt8} = {share:UInt8}
            GROUP BY site, anonymous, user`,
      params: { since, share, shares },
      maxRows: 2_000_000,
    });
    for (const { site, anonymous, user, at } of rows) {
      add(site, { anonymousId: anonymous, userId: user }, at);
    }
  };
  const refresh = (): Promise<void> =>
    (running ??= (async () => {
      triedAt = clock();
      const since = Math.max(0, readAt - overlapMs);
      for (let share = 0; share < shares; share++) await read(since, share);
      readAt = triedAt;
    })().finally(() => {
      running = undefined;
    }));

  await refresh();
  for await (const row of spool?.unstored() ?? []) {
    if (!withdraws(row)) continue;
    const decidedAt = Number(row['consent_decided_at']);
    const at = Number.isFinite(decidedAt) ? Math.min(decidedAt, row.received_at) : row.received_at;
    const ids = { anonymousId: textOf(row['anonymous_id']), userId: textOf(row['user_id']) };
    add(row.site_id, ids, at);
  }

  return {
    at(siteId, { anonymousId, userId }) {
      if (!running && clock() - triedAt > refreshMs) {
        refresh().catch((error: unknown) => {
          log?.(`withdrawals could not be read again, the known ones stay: ${errorSummary(error)}`);
        });
      }
      const anonymous = anonymousId && known.get(`${siteId}\0a${anonymousId}`);
      const user = userId && known.get(`${siteId}\0u${userId}`);
      return anonymous && user ? Math.max(anonymous, user) : anonymous || user || undefined;
    },
    add,
    refresh,
    size: () => known.size,
  };
}
