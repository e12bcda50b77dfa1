import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchedLookUp } from './batched-look-up.ts';

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

function setUp() {
  const asked: string[][] = [];
  const state = { fails: false, inFlight: 0, most: 0 };
  const lookUp = batchedLookUp(async (siteId, ids) => {
    asked.push([siteId, ...ids]);
    state.most = Math.max(state.most, ++state.inFlight);
    const fails = state.fails;
    await tick();
    state.inFlight--;
    if (fails) throw new Error('away');
    return new Set(ids.filter((id) => id.startsWith('known')));
  });
  return { asked, state, lookUp };
}

test('what comes while one is asked is asked together', async () => {
  const { asked, lookUp } = setUp();
  const answers = await Promise.all([
    lookUp('a', ['known-1']),
    lookUp('a', ['known-2', 'x']),
    lookUp('a', ['known-3', 'x']),
    lookUp('b', ['known-9']),
  ]);
  expect(asked).toEqual([
    ['a', 'known-1'],
    ['b', 'known-9'],
    ['a', 'known-2', 'x', 'known-3'],
  ]);
  expect(answers[1]?.has('known-2')).toBe(true);
  expect(answers[2]?.has('known-3')).toBe(true);
});

test('a failed question fails those who asked it, and no others', async () => {
  const { state, lookUp } = setUp();
  state.fails = true;
  const first = lookUp('a', ['known-1']);
  const second = lookUp('a', ['known-2']);
  state.fails = false;
  await expect(first).rejects.toThrow('away');
  expect(await second).toEqual(new Set(['known-2']));
});

test('every caller learns the truth about its ids, one question a site at a time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          ids: fc.array(fc.constantFrom('known-1', 'known-2', 'new-1', 'new-2'), { minLength: 1 }),
          wait: fc.integer({ min: 0, max: 4 }),
        }),
        { maxLength: 15 },
      ),
      async (callers) => {
        const { state, lookUp } = setUp();
        await Promise.all(
          callers.map(async ({ ids, wait }) => {
            for (let i = 0; i < wait; i++) await tick();
            const known = await lookUp('a', ids);
            for (const id of ids) expect(known.has(id)).toBe(id.startsWith('known'));
          }),
        );
        expect(state.most).toBeLessThanOrEqual(1);
      },
    ),
  );
});
