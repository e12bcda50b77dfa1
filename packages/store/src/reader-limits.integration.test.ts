import { expect, test } from 'vitest';
import { openTempStore } from './testing/open-temp-store.ts';
import type { QueryProgress } from './types.ts';

test('a query that needs more memory than it may take is refused with the way out', async () => {
  const { reader } = await openTempStore();
  await expect(
    reader.query({
      sql: 'SELECT groupArray(number) AS numbers FROM numbers(50000000)',
      maxMemory: 50_000_000,
    }),
  ).rejects.toMatchObject({
    code: 'query_too_heavy',
    message: 'The query needed more memory than it may take.',
    hint: 'Ask for a shorter time range, or of a segment.',
  });
});

test('a long query tells where it is, a short one nothing', async () => {
  const { reader } = await openTempStore();
  const told: QueryProgress[] = [];
  const onProgress = (at: QueryProgress) => void told.push(at);
  await reader.query({ sql: 'SELECT 1 AS one', onProgress });
  expect(told).toEqual([]);
  await reader.query({
    sql: 'SELECT count() AS n FROM numbers(40) WHERE sleepEachRow(0.1) = 0 SETTINGS max_block_size = 1',
    onProgress,
  });
  expect(told.length).toBeGreaterThan(0);
  expect(told[0]?.elapsedMs).toBeGreaterThanOrEqual(1_900);
  expect(told.every(({ readRows }) => readRows <= 40)).toBe(true);
});
