import { expect, test } from 'vitest';
import { fakeDisk } from '../testing/fake-disk.ts';
import { openRepeats } from './repeats.ts';
import type { SegmentRows } from './segment-rows.ts';

const signal = new AbortController().signal;

/** Rows as a segment gives them, as far as they are looked at here. */
function rowsOf(ids: readonly string[], site = 'shop'): SegmentRows {
  const all = ids.map((event_id) => ({ site_id: site, event_id }));
  const self = {
    rows: all.length,
    each: () => all,
    filter: (passes: (row: Record<string, unknown>) => boolean) =>
      rowsOf(
        all.filter(passes).map((row) => row.event_id),
        site,
      ),
  };
  return self as unknown as SegmentRows;
}
const idsOf = (rows: SegmentRows) => [...rows.each()].map((row) => row['event_id']);

function setUp() {
  const { disk, files, durable, state } = fakeDisk();
  const time = { now: 1_000_000 };
  const asked: string[][] = [];
  const stored = new Set(['a', 'b']);
  const open = () =>
    openRepeats({
      disk,
      directory: '/spool',
      clock: () => time.now,
      async known(_site, ids) {
        asked.push([...ids]);
        return new Set(ids.filter((id) => stored.has(id)));
      },
    });
  return { files, durable, state, time, asked, open };
}

test('nobody is asked and nothing is left out while no repeats are expected', async () => {
  const { open, asked } = setUp();
  const repeats = await open();
  const rows = rowsOf(['a', 'c']);
  expect(await repeats.leftOut(rows, signal)).toBe(rows);
  expect(asked).toEqual([]);
});

test('once they are, what is stored is left out, after a kill too', async () => {
  const { open, files } = setUp();
  await (await open()).expect();
  expect(files.size).toBe(1);
  const repeats = await open();
  expect(idsOf(await repeats.leftOut(rowsOf(['a', 'c', 'b', 'd']), signal))).toEqual(['c', 'd']);
});

test('an id of another site is another id', async () => {
  const { open, asked } = setUp();
  const repeats = await open();
  await repeats.expect();
  await repeats.leftOut(rowsOf(['c'], 'other'), signal);
  expect(asked).toEqual([['c']]);
});

test('it ends when all that was waiting is stored, not before', async () => {
  const { open, time, files, asked } = setUp();
  const repeats = await open();
  await repeats.expect();
  await repeats.settle(null);
  expect(files.size).toBe(1);
  time.now += 120_000;
  // The oldest row that waits is older than what was announced.
  await repeats.settle(119_000);
  expect(files.size).toBe(1);
  await repeats.settle(10_000);
  expect(files.size).toBe(0);
  await repeats.leftOut(rowsOf(['a']), signal);
  expect(asked).toEqual([]);
  expect(idsOf(await (await open()).leftOut(rowsOf(['a']), signal))).toEqual(['a']);
});

test('a disk that takes no mark takes no such rows', async () => {
  const { disk } = fakeDisk();
  const repeats = await openRepeats({
    disk: { ...disk, writeSynced: () => Promise.reject(new Error('ENOSPC')) },
    directory: '/spool',
    clock: () => 0,
    known: async () => new Set(),
  });
  await expect(repeats.expect()).rejects.toThrow('ENOSPC');
});
