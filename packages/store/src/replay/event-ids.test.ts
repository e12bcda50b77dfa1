import { expect, test } from 'vitest';
import { createEventIds } from './event-ids.ts';

/** An engine whose moments are given, and what it was told to take over. */
function stub(moments: { now: number; running: string[]; news?: 0 | 1 }[], failures = 0) {
  let left = failures;
  const spans: unknown[] = [];
  const ids = createEventIds({
    database: {
      query: async <Row>(sql: string) =>
        (sql.includes('event_ids_progress')
          ? [{ until: 1_000 }]
          : [{ news: 1, ...moments.shift() }]) as Row[],
      command: async (_sql, params) => {
        spans.push(params);
        if (left-- > 0) throw new Error('away');
      },
      insert: async () => undefined,
    },
    reader: { query: async () => [] },
  });
  return { ids, spans };
}

test('a moment counts when every insert that ran at it is gone', async () => {
  const { ids, spans } = stub([
    { now: 10_000, running: ['a', 'b'] },
    { now: 20_000, running: ['b', 'c'] },
    { now: 30_000, running: ['c'] },
    { now: 40_000, running: ['d'] },
    { now: 50_000, running: [] },
  ]);
  expect(await ids.fill()).toBe(false);
  // One of the first moment still runs: its rows may bear any time since.
  expect(await ids.fill()).toBe(false);
  expect(await ids.fill()).toBe(true);
  expect(await ids.fill()).toBe(true);
  expect(await ids.fill()).toBe(true);
  expect(spans).toEqual([
    { from: 1_000, to: 9_000 },
    { from: 9_000, to: 29_000 },
    { from: 29_000, to: 49_000 },
  ]);
});

test('nothing is written while no part changed', async () => {
  const { ids, spans } = stub([{ now: 10_000, running: [], news: 0 }]);
  expect(await ids.fill()).toBe(false);
  expect(spans).toEqual([]);
});

test('what failed is done again from where it was', async () => {
  const { ids, spans } = stub(
    [
      { now: 10_000, running: [] },
      { now: 20_000, running: [] },
    ],
    1,
  );
  await expect(ids.fill()).rejects.toThrow('away');
  expect(await ids.fill()).toBe(true);
  expect(spans).toEqual([
    { from: 1_000, to: 9_000 },
    { from: 1_000, to: 19_000 },
  ]);
});
