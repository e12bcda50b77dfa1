import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deferred } from '../deferred.ts';
import { StoreError, isStoreError } from '../errors.ts';
import { jsonLines } from '../row-format/row-codec.ts';
import { fakeDisk, fakeTable } from '../testing/fake-disk.ts';
import { segmentFile } from '../testing/segment-of.ts';
import { tempDir } from '../testing/temp-dir.ts';
import type { Disk } from './disk.ts';
import type { Inserted } from './drain.ts';
import { openSpool } from './open-spool.ts';
import type { SpoolOptions } from './open-spool.ts';
import { readSegment } from './segment-rows.ts';

interface Row {
  n: number;
  bad?: boolean;
}

const table = () =>
  fakeTable({
    away: () => new StoreError('unreachable', 'away', 'wait'),
    refused: () => new StoreError('insert_refused', 'cannot parse', 'mend it'),
  });

const quick = { segmentMs: 1, backoff: { first: 1, longest: 2 }, minFreeBytes: 0 };
const open = (options: SpoolOptions<Row>) => openSpool<Row>({ ...quick, ...options });
const numbers = (stored: readonly Record<string, unknown>[]) =>
  stored.map((row) => Number(row['n'])).toSorted((a, b) => a - b);
const range = (count: number, from = 0): Row[] =>
  Array.from({ length: count }, (_, index) => ({ n: from + index }));
const rowsOf = (file: Buffer) => [...(readSegment('a.rows', file).rows?.each() ?? [])];
const segments = (directory: string) =>
  readdirSync(directory).filter((name) => name.endsWith('.rows'));

describe('a spool', () => {
  test('acknowledges after the sync, delivers, and leaves no file', async () => {
    const directory = await tempDir();
    const { insert, stored, state } = table();
    state.away = true;
    const spool = await open({ directory, insert });
    await spool.append(range(3));
    // ClickHouse is away, yet the rows are on disk.
    const [file = ''] = segments(directory);
    const bytes = readFileSync(path.join(directory, file));
    expect(rowsOf(bytes)).toEqual(range(3));
    expect(spool.stats()).toMatchObject({ segments: 1, bytes: bytes.length });
    state.away = false;
    await spool.flush();
    expect(numbers(stored)).toEqual([0, 1, 2]);
    expect(spool.stats()).toEqual({ segments: 0, bytes: 0, oldestMs: null, lastError: null });
    await spool.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('what comes during a sync shares the next one', async () => {
    const directory = await tempDir();
    const { disk, state } = fakeDisk();
    const { insert, stored } = table();
    const spool = await open({ directory, insert, disk });
    await Promise.all(range(200).map((row) => spool.append([row])));
    expect(state.syncs).toBeLessThan(10);
    await spool.close();
    expect(numbers(stored)).toEqual(range(200).map(({ n }) => n));
  });

  test('one insert at a time, and a segment without its timer once the one before is in', async () => {
    const directory = await tempDir();
    const { insert, stored, state } = table();
    const spool = await open({ directory, insert, segmentBytes: 100 });
    for (const row of range(300)) await spool.append([row]);
    await spool.flush();
    expect(state.mostInFlight).toBe(1);
    expect(numbers(stored)).toEqual(range(300).map(({ n }) => n));
    await spool.close();
  });

  test('a lost answer does not double rows: the token is the same', async () => {
    const directory = await tempDir();
    const { insert, stored, state } = table();
    state.loseAnswers = 3;
    const spool = await open({ directory, insert });
    await spool.append(range(5));
    await spool.flush();
    expect(state.calls).toBe(4);
    expect(numbers(stored)).toEqual([0, 1, 2, 3, 4]);
    await spool.close();
  });

  test('tells how many rows came in, how long that took, and how old they were', async () => {
    const directory = await tempDir();
    const { insert } = table();
    const inserted: Inserted[] = [];
    let now = 1_000;
    const spool = await open({
      directory,
      insert,
      segmentMs: 60_000,
      clock: () => now,
      onInserted: (each) => inserted.push(each),
    });
    await spool.append(range(3));
    now = 1_250;
    await spool.flush();
    expect(inserted).toEqual([{ rows: 3, bytes: 24, ms: expect.any(Number), oldestMs: 250 }]);
    await spool.close();
  });

  test('rows left by an earlier process are delivered; a torn end is cut off', async () => {
    const directory = await tempDir();
    await mkdir(directory, { recursive: true });
    const name = (n: number) =>
      path.join(directory, `000001795341600-aaaaaaaaaaaa-0000000${n}.rows`);
    const whole = segmentFile(jsonLines, range(2), range(3, 2));
    writeFileSync(name(0), whole.subarray(0, whole.length - 1));
    writeFileSync(name(1), segmentFile(jsonLines, range(1, 9)).subarray(0, -1));
    writeFileSync(name(2), segmentFile(jsonLines, range(2, 20)));
    const { insert, stored } = table();
    const lines: string[] = [];
    const spool = await open({ directory, insert, log: (line) => lines.push(line) });
    await spool.flush();
    expect(numbers(stored)).toEqual([0, 1, 20, 21]);
    expect(lines).toEqual([]);
    await spool.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('a last frame that is there in full and wrong was changed: it is set aside', async () => {
    const directory = await tempDir();
    await mkdir(directory, { recursive: true });
    const content = segmentFile(jsonLines, range(2), range(2, 2));
    content[content.length - 3] = 0x39;
    writeFileSync(path.join(directory, '000001795341600-aaaaaaaaaaaa-00000000.rows'), content);
    const { insert, stored } = table();
    const lines: string[] = [];
    const spool = await open({ directory, insert, log: (line) => lines.push(line) });
    await spool.flush();
    expect(numbers(stored)).toEqual([0, 1]);
    expect(lines.join()).toContain('.damaged');
    await spool.close();
  });

  test('lines of JSON that the release before left are delivered too', async () => {
    const directory = await tempDir();
    await mkdir(directory, { recursive: true });
    const name = '000001795341600-aaaaaaaaaaaa-00000000.ndjson';
    writeFileSync(path.join(directory, name), '{"n":1}\n{"n":2}\n{"n":3');
    writeFileSync(path.join(directory, name.replace('00.nd', '01.nd')), '{"n":9');
    const { insert, stored } = table();
    const spool = await open({ directory, insert });
    await spool.flush();
    expect(numbers(stored)).toEqual([1, 2]);
    await spool.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('damaged bytes are set aside and told; the rows around them come in', async () => {
    const directory = await tempDir();
    await mkdir(directory, { recursive: true });
    const file = path.join(directory, '000001795341600-aaaaaaaaaaaa-00000000.rows');
    const content = segmentFile(jsonLines, range(2), range(2, 2), range(2, 4));
    const at = content.indexOf('{"n":2}');
    content[at + 5] = 0x37;
    writeFileSync(file, content);
    const { insert, stored } = table();
    const lines: string[] = [];
    const spool = await open({ directory, insert, log: (line) => lines.push(line) });
    await spool.flush();
    expect(numbers(stored)).toEqual([0, 1, 4, 5]);
    const failed = path.join(directory, 'failed');
    const [aside = '', reason = ''] = readdirSync(failed).toSorted();
    expect(readFileSync(path.join(failed, aside), 'utf8')).toContain('{"n":7}\n{"n":3}');
    expect(readFileSync(path.join(failed, reason), 'utf8')).toContain('checksum');
    expect(lines.join()).toContain(path.join(failed, aside));
    await spool.close();
  });

  test('a bad row never costs its neighbours; it is set aside with the reason', async () => {
    const directory = await tempDir();
    const { insert, stored } = table();
    const lines: string[] = [];
    const spool = await open({ directory, insert, log: (line) => lines.push(line) });
    await spool.append(range(20).map((row) => (row.n % 9 === 4 ? { ...row, bad: true } : row)));
    await spool.flush();
    expect(numbers(stored)).toEqual(
      range(20)
        .filter(({ n }) => n % 9 !== 4)
        .map(({ n }) => n),
    );
    const failed = path.join(directory, 'failed');
    const [file = '', reason = ''] = readdirSync(failed).toSorted();
    expect(readFileSync(path.join(failed, file), 'utf8')).toBe(
      '{"n":4,"bad":true}\n{"n":13,"bad":true}\n',
    );
    expect(readFileSync(path.join(failed, reason), 'utf8')).toBe('cannot parse\n');
    expect(lines.join()).toContain(path.join(failed, file));
    await spool.close();
  });

  test('a second spool on the same directory is refused, naming the process', async () => {
    const directory = await tempDir();
    const { insert } = table();
    const spool = await open({ directory, insert });
    await expect(open({ directory, insert })).rejects.toMatchObject({
      code: 'spool_in_use',
      message: expect.stringContaining(String(process.pid)) as string,
    });
    await spool.close();
    await (await open({ directory, insert })).close();
  });

  test('closing ends in time while ClickHouse is away; the next start delivers', async () => {
    const directory = await tempDir();
    const { insert, stored, state } = table();
    state.away = true;
    const spool = await open({ directory, insert });
    await spool.append(range(4));
    await spool.close(5);
    await expect(spool.append(range(1))).rejects.toMatchObject({ code: 'closed' });
    expect(stored).toEqual([]);
    state.away = false;
    const next = await open({ directory, insert });
    await next.flush();
    expect(numbers(stored)).toEqual([0, 1, 2, 3]);
    await next.close();
  });

  test('tells what is on disk and not stored yet', async () => {
    const directory = await tempDir();
    const { insert, state } = table();
    state.away = true;
    const spool = await open({ directory, insert, segmentBytes: 30 });
    for (const row of range(10)) await spool.append([row]);
    const rows: Row[] = [];
    for await (const row of spool.unstored()) rows.push(row);
    expect(rows).toEqual(range(10));
    await spool.close(1);
  });
});

describe('a full disk', () => {
  test('acknowledges nothing, keeps what was good, and goes on when there is room', async () => {
    const directory = await tempDir();
    const { disk, files, state } = fakeDisk();
    const { insert, stored, state: clickhouse } = table();
    clickhouse.away = true;
    const spool = await open({ directory, insert, disk });
    await spool.append(range(3));
    const used = spool.stats().bytes;
    state.capacity = used + 5;
    await expect(spool.append(range(3, 10))).rejects.toMatchObject({ code: 'disk_full' });
    await expect(spool.append(range(3, 20))).rejects.toMatchObject({ code: 'disk_full' });
    expect([...files.values()].flatMap(rowsOf)).toEqual(range(3));
    expect(spool.stats().bytes).toBe(used);
    state.capacity = Infinity;
    await spool.append(range(2, 30));
    clickhouse.away = false;
    await spool.flush();
    expect(numbers(stored)).toEqual([0, 1, 2, 30, 31]);
    await spool.close();
  });

  test('refuses before the disk is full, and beyond its own cap', async () => {
    const directory = await tempDir();
    const { disk, state } = fakeDisk();
    const { insert, state: clickhouse } = table();
    clickhouse.away = true;
    const spool = await open({ directory, insert, disk, minFreeBytes: 1_000, maxBytes: 100 });
    state.free = 999;
    await expect(spool.append(range(1))).rejects.toMatchObject({ code: 'disk_full' });
    state.free = 1_000;
    await spool.append(range(4));
    await expect(spool.append(range(2))).rejects.toMatchObject({ code: 'spool_full' });
    clickhouse.away = false;
    await spool.flush();
    await spool.append(range(2));
    await spool.close();
  });

  test('refuses when the disk is too slow for what comes, with memory bounded', async () => {
    const directory = await tempDir();
    const { disk } = fakeDisk();
    const { insert, stored } = table();
    const slow = deferred();
    const stalled: Disk = {
      ...disk,
      async open(file, existing) {
        const opened = await disk.open(file, existing);
        return { ...opened, sync: () => slow.promise.then(() => opened.sync()) };
      },
    };
    const spool = await open({ directory, insert, disk: stalled, maxQueuedBytes: 200 });
    const answers = range(100).map((row) =>
      spool.append([row]).then(
        () => row.n,
        (error: unknown) => (isStoreError(error, 'spool_full') ? undefined : error),
      ),
    );
    expect(spool.stats().bytes).toBeLessThanOrEqual(200);
    slow.resolve();
    const kept = (await Promise.all(answers)).filter((n) => n !== undefined);
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.length).toBeLessThan(30);
    await spool.append(range(1, 500));
    await spool.close();
    expect(numbers(stored)).toEqual([...kept, 500]);
  });

  test('without power-loss safety nothing waits for the disk itself', async () => {
    const directory = await tempDir();
    const { disk, state } = fakeDisk();
    const { insert, stored } = table();
    const spool = await open({ directory, insert, disk, durability: 'process' });
    for (const row of range(5)) await spool.append([row]);
    expect(state.syncs).toBe(0);
    await spool.close();
    expect(numbers(stored)).toEqual([0, 1, 2, 3, 4]);
  });

  test('a failed sync acknowledges nothing of its group', async () => {
    const directory = await tempDir();
    const { disk, state, durable } = fakeDisk();
    const { insert, stored } = table();
    const spool = await open({ directory, insert, disk });
    state.failNextSync = true;
    await expect(spool.append(range(2))).rejects.toMatchObject({ code: 'spool_failed' });
    await spool.append(range(2, 5));
    await spool.close();
    expect(numbers(stored)).toEqual([5, 6]);
    expect([...durable.values()].map(String).join('')).not.toContain('"n":0');
  });
});

test('whatever fails in between, every acknowledged row is stored exactly once', async () => {
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('append'), count: fc.integer({ min: 1, max: 6 }) }),
    },
    fc.record({
      do: fc.constantFrom('away', 'back', 'full', 'room', 'syncFails', 'loseAnswer', 'crash'),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const directory = await tempDir();
      const { disk, state } = fakeDisk();
      const { insert, stored, state: clickhouse } = table();
      const options = { directory, insert, disk, segmentBytes: 64 };
      let spool = await open(options);
      const acknowledged: number[] = [];
      let next = 0;
      for (const current of steps) {
        if ('count' in current) {
          const rows = range(current.count, next);
          next += current.count;
          try {
            await spool.append(rows);
            acknowledged.push(...rows.map(({ n }) => n));
          } catch (error) {
            if (!isStoreError(error)) throw error;
          }
        } else if (current.do === 'away') clickhouse.away = true;
        else if (current.do === 'back') clickhouse.away = false;
        else if (current.do === 'full') state.capacity = 10;
        else if (current.do === 'room') state.capacity = Infinity;
        else if (current.do === 'syncFails') state.failNextSync = true;
        else if (current.do === 'loseAnswer') clickhouse.loseAnswers++;
        else {
          await spool.close(0);
          spool = await open(options);
        }
      }
      clickhouse.away = false;
      state.failNextSync = false;
      state.capacity = Infinity;
      await spool.flush();
      await spool.close();
      expect(numbers(stored)).toEqual(acknowledged);
    }),
    { numRuns: 60 },
  );
});
