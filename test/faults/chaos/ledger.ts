import { openStore } from '@touchtrail/store';

/** What clients were told: event ids, as they are stored, whose 202 arrived. */
export interface Ledger {
  acknowledge(ids: Iterable<string>): void;
  readonly acknowledged: ReadonlySet<string>;
}

export function createLedger(): Ledger {
  const acknowledged = new Set<string>();
  return {
    acknowledged,
    acknowledge(ids) {
      for (const id of ids) acknowledged.add(id);
    },
  };
}

/** The ledger against the table. */
export interface Balance {
  acknowledged: number;
  /** Rows, each of which counts: no merge has hidden any. */
  rows: number;
  missing: string[];
  /** Ids with more than one row, with their number of rows. */
  twice: { id: string; n: number }[];
}

/**
 * Compares the ledger with the `events` table of a data directory that nobody uses, after all that is
 * left in its spool is in the table: on a slow machine a service may end before that.
 */
export async function balanceOf(dataDir: string, { acknowledged }: Ledger): Promise<Balance> {
  const store = await openStore({ dataDir });
  try {
    await (await store.openEventSpool()).flush();
    const ids = await store.reader.query<{ id: string; n: number }>({
      sql: 'SELECT toString(event_id) AS id, toUInt32(count()) AS n FROM events GROUP BY event_id',
      maxRows: 20_000_000,
      timeoutMs: 300_000,
    });
    const stored = new Set(ids.map(({ id }) => id));
    return {
      acknowledged: acknowledged.size,
      rows: ids.reduce((sum, { n }) => sum + n, 0),
      missing: [...acknowledged].filter((id) => !stored.has(id)),
      twice: ids.filter(({ n }) => n > 1),
    };
  } finally {
    await store.close();
  }
}

/**
 * Switches off the merges of `events`, for good: the table merges rows of one event away, and a test
 * that counts them would then see one where two were stored.
 */
export async function stopMerges(dataDir: string): Promise<void> {
  const store = await openStore({ dataDir, mode: 'attach-or-start' });
  try {
    const { url, username, password, database } = store.connection;
    const response = await fetch(`${url}/?database=${database}`, {
      method: 'POST',
      headers: { 'x-clickhouse-user': username, 'x-clickhouse-key': password },
      body: `ALTER TABLE events MODIFY SETTING max_bytes_to_merge_at_max_space_in_pool = 1,
        max_bytes_to_merge_at_min_space_in_pool = 1,
        parts_to_delay_insert = 1000000, parts_to_throw_insert = 1000000`,
    });
    if (!response.ok) throw new Error(await response.text());
  } finally {
    await store.close();
  }
}
