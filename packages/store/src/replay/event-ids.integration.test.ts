import { describe, expect, test } from 'vitest';
import { createDatabase } from '../people/database.ts';
import { createClient } from '../client.ts';
import { openStore } from '../open-store.ts';
import { openTempStore, until } from '../testing/open-temp-store.ts';
import { row, rows } from '../testing/rows.ts';
import { tempDir } from '../testing/temp-dir.ts';
import type { Store } from '../types.ts';
import { createEventIds } from './event-ids.ts';

const taken = async (store: Store): Promise<number> => {
  const [found] = await store.reader.query<{ n: number }>({
    sql: 'SELECT uniqExact(site_id, event_id) AS n FROM event_ids',
  });
  return found?.n ?? -1;
};
const now = () => Date.now();

describe('ids of stored events', () => {
  test('are known before they are taken over, and after', async () => {
    const store = await openTempStore();
    await store.insertEvents(rows(300, 0, { received_at: now() }));
    expect(await taken(store)).toBe(0);
    const asked = [row(3).event_id, row(299).event_id, row(300).event_id];
    const there = new Set([row(3).event_id, row(299).event_id]);
    expect(await store.knownEventIds('shop', asked)).toEqual(there);
    expect(await store.eventIds.since(now() - 60_000, 1_000)).toHaveLength(300);
    await until(async () => (await store.eventIds.fill(), (await taken(store)) === 300));
    expect(await store.knownEventIds('shop', asked)).toEqual(there);
    expect(await store.knownEventIds('other', asked)).toEqual(new Set());
    // An id that stands in both places until the next time is one id.
    const seen = (await store.eventIds.since(now() - 60_000, 1_000)).map(({ id }) => id);
    expect(new Set(seen).size).toBe(300);
  });

  test('come from every door, and those of old receipts are left where they are', async () => {
    const store = await openTempStore();
    const month = 32 * 86_400_000;
    await store.insertEvents(rows(10, 0, { received_at: now() }));
    const lines = rows(10, 10, { received_at: now() }).map((each) =>
      Buffer.from(`${JSON.stringify(each)}\n`),
    );
    await store.insertEventLines(lines);
    await store.insertEvents(rows(10, 20, { received_at: now() - month }));
    await until(async () => (await store.eventIds.fill(), (await taken(store)) >= 20));
    await until(async () => !(await store.eventIds.fill()));
    expect(await taken(store)).toBe(20);
  });

  test('are known to one who was not told that they were taken over, and taken over once more without harm', async () => {
    const dataDir = await tempDir();
    const first = await openStore({ dataDir });
    const client = createClient(first.connection);
    const other = createEventIds({
      database: createDatabase(client, first.connection.url),
      reader: first.reader,
    });
    // Remembers where it began, before anything was taken over.
    expect(await other.known('shop', [row(1).event_id])).toEqual(new Set());
    await first.insertEvents(rows(50, 0, { received_at: now() }));
    await until(async () => (await first.eventIds.fill(), (await taken(first)) === 50));
    expect(await other.known('shop', [row(1).event_id])).toEqual(new Set([row(1).event_id]));
    await until(() => other.fill());
    expect(await taken(first)).toBe(50);
    await client.close();
    await first.close();
    const second = await openStore({ dataDir });
    expect(await second.knownEventIds('shop', [row(49).event_id])).toEqual(
      new Set([row(49).event_id]),
    );
    await second.close();
  });
});
