import { expect, test } from 'vitest';
import { inTurns } from './in-turns.ts';

test('results are in the order of the items, and no more than asked for run at once', async () => {
  let running = 0;
  let most = 0;
  const results = await inTurns([5, 1, 4, 2, 3], 2, async (item) => {
    most = Math.max(most, ++running);
    for (let turn = 0; turn < item; turn++) await Promise.resolve();
    running--;
    return item * 10;
  });
  expect(results).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
  expect(await inTurns([], 3, () => Promise.resolve(1))).toEqual([]);
});

test('after one fails no other is begun', async () => {
  const begun: number[] = [];
  const task = async (item: number) => {
    begun.push(item);
    await Promise.resolve();
    if (item === 2) throw new Error('no more');
  };
  await expect(inTurns([1, 2, 3, 4, 5, 6], 1, task)).rejects.toThrow('no more');
  expect(begun).toEqual([1, 2]);
});
