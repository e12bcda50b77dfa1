import { expect, test } from 'vitest';
import { openTempStore } from '../testing/open-temp-store.ts';
import { row } from '../testing/rows.ts';
import { tempDir } from '../testing/temp-dir.ts';
import type { EventRow, Store } from '../types.ts';

const journeys = { minTouches: 0, waitMs: 60_000 };
const begin = Date.UTC(2026, 2, 29);
let number = 0;
const touch = (person: string, more: Partial<EventRow> = {}): EventRow =>
  row(++number, {
    subject_id: person,
    anonymous_id: person,
    touchpoint: 'home',
    ts: begin + number,
    ...more,
  });

/** Lengths of the rows that a report would read, by subject. */
async function lengths(store: Store): Promise<Record<string, number>> {
  await store.reader.settled?.('shop');
  const made = await store.reader.sequences?.('shop', 'person');
  expect(made).toBeDefined();
  const rows = await store.reader.query<{ who: string; n: number }>({
    sql: `SELECT replaceAll(subject, char(0), '') AS who, length(t) AS n FROM journey_sequences
      WHERE site_id = 'shop' AND kind = 'person' AND notEmpty(t) AND (subject_hash, version) IN (
        SELECT subject_hash, max(version) FROM journey_sequences
        WHERE site_id = 'shop' AND kind = 'person' AND version >= {base:UInt64} AND version <= {version:UInt64}
        GROUP BY subject_hash)
      ORDER BY who`,
    params: { base: made?.base, version: made?.version },
  });
  return Object.fromEntries(rows.map(({ who, n }) => [who, n]));
}

test('100,000 touches of one person at one time are one row, in the order of their numbers', async () => {
  const store = await openTempStore({ journeys });
  const many = Array.from({ length: 100_000 }, (_, seq) =>
    touch('robot', { ts: begin, seq, touchpoint: seq % 2 === 0 ? 'even' : 'odd' }),
  );
  for (let start = 0; start < many.length; start += 20_000)
    await store.insertEvents(many.slice(start, start + 20_000));
  expect(await lengths(store)).toEqual({ robot: 100_000 });
  const [sorted] = await store.reader.query<{ ok: number }>({
    sql: `SELECT arraySum(arrayMap((key, at) -> key = cityHash64(if(at % 2 = 1, 'even', 'odd')), k, arrayEnumerate(k))) AS ok
      FROM journey_sequences WHERE site_id = 'shop' AND kind = 'person' ORDER BY version DESC LIMIT 1`,
  });
  expect(sorted?.ok).toBe(100_000);
  await store.insertEvents([touch('robot', { ts: begin - 1 })]);
  expect(await lengths(store)).toEqual({ robot: 100_001 });
});

test('two processes that bring in by turns count each touch once', async () => {
  const dataDir = await tempDir();
  const one = await openTempStore({ dataDir, journeys });
  const other = await openTempStore({ dataDir, journeys, mode: 'attach-or-start' });
  await one.insertEvents([touch('a'), touch('b')]);
  expect(await lengths(one)).toEqual({ a: 1, b: 1 });
  await other.insertEvents([touch('a'), touch('c')]);
  expect(await Promise.all([lengths(one), lengths(other)])).toEqual([
    { a: 2, b: 1, c: 1 },
    { a: 2, b: 1, c: 1 },
  ]);
  await one.insertEvents([touch('b', { user_id: 'ada', subject_id: 'ada' })]);
  expect(await lengths(other)).toEqual({ a: 2, ada: 2, c: 1 });
  expect(await lengths(one)).toEqual({ a: 2, ada: 2, c: 1 });
});

test('events that were changed are read again from the start; few are not worth it', async () => {
  const store = await openTempStore({ journeys });
  await store.insertEvents([touch('a')]);
  const before = await store.reader.sequences?.('shop', 'person');
  await store.journeys.forget('shop');
  const after = await store.reader.sequences?.('shop', 'person');
  expect(after?.base).toBeGreaterThan(before?.version ?? 0);
  expect(await store.journeys.status('shop')).toMatchObject([
    { kind: 'person', touches: 1, subjects: 1, again: 0 },
    { kind: 'account', touches: 0, until: null },
  ]);
  const usual = await openTempStore();
  await usual.insertEvents([touch('a')]);
  expect(await usual.reader.sequences?.('shop', 'person')).toBeUndefined();
});
