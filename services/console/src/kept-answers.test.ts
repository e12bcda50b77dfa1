import { expect, test } from 'vitest';
import { keepAnswers } from './kept-answers.ts';

function opened(stampGiven = true) {
  const world = { now: 1_000_000, stamp: 'a' as string | undefined, computed: 0 };
  const kept = keepAnswers<{ n: number; text?: string }>({
    clock: () => world.now,
    stamp: stampGiven ? () => Promise.resolve(world.stamp) : undefined,
  });
  const ask = (question: string, text?: string) =>
    kept.find(question, () => {
      world.computed += 1;
      return Promise.resolve({ n: world.computed, ...(text !== undefined && { text }) });
    });
  return { world, kept, ask };
}

test('the same question about the same data is computed once within half a minute', async () => {
  const { world, ask } = opened();
  expect(await ask('x')).toEqual({ n: 1 });
  world.now += 29_999;
  expect(await ask('x')).toEqual({ n: 1 });
  expect(await ask('y')).toEqual({ n: 2 });
  world.now += 1;
  expect(await ask('x')).toEqual({ n: 3 });
});

test.each([
  ['something was stored', (world: { stamp: string | undefined }) => void (world.stamp = 'b')],
  ['nobody can say', (world: { stamp: string | undefined }) => void (world.stamp = undefined)],
  ['the clock went back', (world: { now: number }) => void (world.now -= 1)],
])('computed anew when %s', async (_, change) => {
  const { world, ask } = opened();
  await ask('x');
  change(world);
  expect(await ask('x')).toEqual({ n: 2 });
});

test('what is stored while an answer is computed makes another one', async () => {
  const { world, kept, ask } = opened();
  await kept.find('x', () => {
    world.stamp = 'b';
    return Promise.resolve({ n: -1 });
  });
  expect(await ask('x')).toEqual({ n: 1 });
});

test('a failure is not kept, nor anything where stored data cannot be told apart', async () => {
  const { kept, ask } = opened();
  await expect(kept.find('x', () => Promise.reject(new Error('slow')))).rejects.toThrow('slow');
  expect(await ask('x')).toEqual({ n: 1 });
  const without = opened(false);
  await without.ask('x');
  expect(await without.ask('x')).toEqual({ n: 2 });
});

test('what is kept is bounded: the oldest leave first, and what is too large is not kept', async () => {
  const { ask } = opened();
  const large = 'x'.repeat(3_000_000);
  await ask('a', large);
  await ask('b', large);
  await ask('c', large);
  expect((await ask('c')).n).toBe(3);
  expect((await ask('b')).n).toBe(2);
  expect((await ask('a')).n).toBe(4);
  await ask('d', 'x'.repeat(8_000_001));
  expect((await ask('d')).n).toBe(6);
});
