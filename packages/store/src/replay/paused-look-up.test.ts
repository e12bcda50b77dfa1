import { expect, test } from 'vitest';
import { pausedAfterFailure } from './paused-look-up.ts';

function setUp() {
  const state = { now: 1_000_000, asked: 0, fails: true };
  let release: (() => void) | undefined;
  const hangs = () =>
    new Promise<void>((resolve) => {
      release = resolve;
    });
  const lookUp = pausedAfterFailure(
    async () => {
      state.asked++;
      await hangs();
      if (state.fails) throw new Error('away');
      return new Set(['known']);
    },
    { clock: () => state.now, pauseMs: 5_000 },
  );
  const answered = async () => {
    release?.();
    await Promise.resolve();
  };
  return { state, lookUp, answered };
}

test('while it does not answer, one question a pause waits for it, the others do not', async () => {
  const { state, lookUp, answered } = setUp();
  const first = lookUp('a', ['x']);
  await answered();
  await expect(first).rejects.toThrow('away');
  await expect(lookUp('a', ['y'])).rejects.toThrow('away');
  await expect(lookUp('b', ['z'])).rejects.toThrow('away');
  expect(state.asked).toBe(1);

  state.now += 5_000;
  const trying = lookUp('a', ['x']);
  await expect(lookUp('a', ['y'])).rejects.toThrow('away');
  expect(state.asked).toBe(2);
  state.fails = false;
  await answered();
  expect(await trying).toEqual(new Set(['known']));
  const next = lookUp('a', ['y']);
  await answered();
  expect(await next).toEqual(new Set(['known']));
  expect(state.asked).toBe(3);
});

test('a clock that goes back does not make the pause longer', async () => {
  const { state, lookUp, answered } = setUp();
  const first = lookUp('a', ['x']);
  await answered();
  await expect(first).rejects.toThrow('away');
  state.now -= 3_600_000;
  const trying = lookUp('a', ['x']);
  expect(state.asked).toBe(2);
  await answered();
  await expect(trying).rejects.toThrow('away');
});
