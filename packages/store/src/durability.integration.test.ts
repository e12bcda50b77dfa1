import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openReplayGuard } from './replay/open-replay-guard.ts';
import { openStore } from './open-store.ts';
import { openTempStore, until } from './testing/open-temp-store.ts';
import { row, rows } from './testing/rows.ts';
import { tempDir } from './testing/temp-dir.ts';
import type { Store } from './types.ts';

const day = 86_400_000;

/** Rows whose ids are still to be taken over. */
const unfilled = async (store: Store): Promise<number> => {
  const [left] = await store.reader.query<{ n: number }>({
    sql: `SELECT count() AS n FROM events WHERE event_id NOT IN (SELECT event_id FROM event_ids)`,
  });
  return left?.n ?? -1;
};

/** How many rows, ids and links there are, and how many different events. */
const counts = async (store: Store) => {
  await until(async () => (await store.eventIds.fill(), (await unfilled(store)) === 0));
  const [found] = await store.reader.query({
    sql: `SELECT (SELECT count() FROM events) AS rows, (SELECT uniqExact(event_id) FROM events) AS events,
            (SELECT count() FROM event_ids FINAL) AS idRows, (SELECT uniqExact(event_id) FROM event_ids) AS ids,
            (SELECT uniqExact(from_id) FROM id_edges) AS links`,
  });
  return found;
};
const exactly = (n: number) => ({ rows: n, events: n, idRows: n, ids: n, links: n });

describe('the engine killed with -9', () => {
  test('in the middle of draining, again and again: every acknowledged row is there once', async () => {
    const store = await openTempStore();
    const spool = await store.openEventSpool();
    let acknowledged = 0;
    let restarts = 0;
    store.onEngineRestart(() => restarts++);
    for (let kills = 0; kills < 5; kills++) {
      for (let group = 0; group < 12; group++) {
        // Three months: an insert that dies between two partitions must not count double or half.
        const batch = rows(250, acknowledged).map((each, index) => ({
          ...each,
          ts: each.ts - (index % 3) * 31 * day,
          anonymous_id: `device-${each.seq}`,
          user_id: `user-${each.seq}`,
        }));
        await spool.append(batch);
        acknowledged += batch.length;
        // At a different place in the stream of inserts each time.
        if (group === 3 + kills) process.kill(store.enginePid(), 'SIGKILL');
        await new Promise((resolve) => setTimeout(resolve, 20 + 7 * kills));
      }
      await until(() => restarts === kills + 1);
    }
    await spool.flush();
    expect(await counts(store)).toEqual(exactly(acknowledged));
    expect(spool.stats()).toMatchObject({ segments: 0, bytes: 0, lastError: null });
  });

  test('rows that were still in the spool when the service ended are there after the next start', async () => {
    const dataDir = await tempDir();
    const first = await openStore({ dataDir });
    const spool = await first.openEventSpool();
    process.kill(first.enginePid(), 'SIGKILL');
    const batch = rows(40).map((each) => ({
      ...each,
      anonymous_id: `d${each.seq}`,
      user_id: `u${each.seq}`,
    }));
    await spool.append(batch);
    await spool.close(0);
    await first.close();
    const second = await openTempStore({ dataDir });
    const next = await second.openEventSpool();
    await next.flush();
    expect(await counts(second)).toEqual(exactly(40));
  });
});

describe('replays across a restart', () => {
  test('are known from the table, from the spool, and for older ids by a look-up', async () => {
    const dataDir = await tempDir();
    const now = Date.now();
    const inTable = row(1, { received_at: now });
    const old = row(2, { received_at: now - 20 * day });
    const inSpool = row(3, { received_at: now });
    const first = await openStore({ dataDir });
    await first.insertEvents([inTable, old]);
    const spool = await first.openEventSpool();
    process.kill(first.enginePid(), 'SIGKILL');
    await spool.append([inSpool]);
    await spool.close(0);
    await first.close();

    const second = await openTempStore({ dataDir });
    const next = await second.openEventSpool();
    const guard = await openReplayGuard({ store: second, spool: next });
    const fresh = row(4, { received_at: now });
    const answer = await guard.once([inTable, old, inSpool, fresh], (news) => next.append(news));
    expect(answer).toEqual({ accepted: 1, duplicates: 3 });
    await next.flush();
    expect(await counts(second)).toMatchObject({ rows: 4, events: 4 });
  });

  test('a guard opened while ClickHouse is away still lets rows in, and says so', async () => {
    const lines: string[] = [];
    const store = await openTempStore();
    const spool = await store.openEventSpool();
    process.kill(store.enginePid(), 'SIGKILL');
    await until(async () => !(await store.ping()));
    const guard = await openReplayGuard({ store, spool, log: (line) => lines.push(line) });
    const write = (fresh: Parameters<typeof spool.append>[0]) => spool.append(fresh);
    expect(await guard.once([row(1)], write)).toEqual({ accepted: 1, duplicates: 0 });
    expect(await guard.once([row(1)], write)).toEqual({ accepted: 0, duplicates: 1 });
    expect(lines.length).toBeGreaterThan(0);
    await spool.flush();
  });
});

test('a segment that the release before left, with a row ClickHouse refuses: the others arrive', async () => {
  const dataDir = await tempDir();
  const store = await openTempStore({ dataDir });
  const batch = rows(30).map((each) => ({
    ...each,
    anonymous_id: `d${each.seq}`,
    user_id: `u${each.seq}`,
  }));
  const lines = [
    ...batch.slice(0, 11),
    row(99, { event_id: 'not a uuid' }),
    ...batch.slice(11),
  ].map((each) => JSON.stringify(each));
  const directory = path.join(dataDir, 'spool', 'events');
  await mkdir(directory, { recursive: true });
  await writeFile(
    path.join(directory, '000001795341600-aaaaaaaaaaaa-00000000.ndjson'),
    `${lines.join('\n')}\n`,
  );
  const spool = await store.openEventSpool();
  await spool.flush();
  expect(await counts(store)).toEqual(exactly(30));
});

test('a value that its column cannot hold is refused before anything is acknowledged', async () => {
  const store = await openTempStore();
  const spool = await store.openEventSpool();
  await expect(spool.append([row(1), row(2, { event_id: 'not a uuid' })])).rejects.toMatchObject({
    code: 'insert_refused',
  });
  await spool.append([row(3, { anonymous_id: 'd', user_id: 'u' })]);
  await spool.flush();
  expect(await counts(store)).toEqual(exactly(1));
});
