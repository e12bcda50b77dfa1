import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openReplayGuard, openStore } from '@touchtrail/store';
import type { EventRow, Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterEach, expect, test } from 'vitest';
import { paused } from './supervised-service.ts';

let dataDir = '';
let store: Store | undefined;
afterEach(async () => {
  await store?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const day = 86_400_000;
const rowOf = (id: string, ts: number): EventRow => ({
  site_id: 'shop',
  subject_id: 'p',
  ts,
  event_id: id,
  seq: 0,
  type: 'touch',
  name: 'page.viewed',
  received_at: ts,
  source: 'sdk',
});

/** A store, its spool and a guard whose memory holds nothing from before it was opened. */
async function open() {
  store = await openStore({ dataDir });
  const spool = await store.openEventSpool();
  const guard = await openReplayGuard({ store, spool, windowMs: 0, lookUpTimeoutMs: 300 });
  const take = (rows: readonly EventRow[], skew = 0) =>
    guard.once(rows, (fresh) => spool.append(fresh), skew);
  return { store, spool, guard, take };
}

async function rowsById({ reader }: Store): Promise<Map<string, number>> {
  const rows = await reader.query<{ id: string; n: number }>({
    sql: 'SELECT toString(event_id) AS id, toUInt32(count()) AS n FROM events GROUP BY event_id',
  });
  return new Map(rows.map(({ id, n }) => [id, n]));
}

test('what is sent again while ClickHouse cannot be asked is stored once all the same, after a restart too', async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-unasked-')));
  const now = Date.now();
  // Ids of no time, and of a clock a year ahead and behind.
  const yearAhead = (now + 365 * day).toString(16).padStart(12, '0');
  const ids = [
    randomUUID(),
    randomUUID(),
    `${yearAhead.slice(0, 8)}-${yearAhead.slice(8)}-7000-8000-000000000001`,
  ];
  const first = await open();
  expect(await first.take(ids.map((id) => rowOf(id, now)))).toEqual({ accepted: 3, duplicates: 0 });
  await first.spool.flush();
  await first.store.close();

  const second = await open();
  // Asked, it knows them: the answer says so.
  expect(await second.take(ids.map((id) => rowOf(id, now + 1)))).toEqual({
    accepted: 0,
    duplicates: 3,
  });
  const third = await (async () => {
    await second.store.close();
    return open();
  })();
  const engine = third.store.enginePid();
  await paused(engine);
  try {
    const fresh = randomUUID();
    // Another time makes another row: no merge could make one of the two.
    const again = [...ids, fresh].map((id) => rowOf(id, now + 2));
    // Nobody can say that they came before; they are taken rather than refused.
    expect(await third.take(again)).toEqual({ accepted: 4, duplicates: 0 });
    process.kill(engine, 'SIGCONT');
    await third.spool.flush();
    expect(await rowsById(third.store)).toEqual(new Map([...ids, fresh].map((id) => [id, 1])));
  } finally {
    process.kill(engine, 'SIGCONT');
  }
});
