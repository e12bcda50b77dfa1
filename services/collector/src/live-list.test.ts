import { expect, test } from 'vitest';
import { createLiveList } from './live-list.ts';

function setup() {
  const state = { now: 0, hangs: false, loads: 0 };
  const list = createLiveList({
    load: async () => {
      state.loads++;
      if (state.hangs) await new Promise(() => undefined);
      return [{ id: 'k1' }];
    },
    idOf: ({ id }) => id,
    what: 'keys',
    clock: () => state.now,
    patienceMs: 20,
  });
  return { state, list };
}

test('a store that hangs is not waited for by who asks for what nobody knows yet', async () => {
  const { state, list } = setup();
  state.hangs = true;
  const slow = { code: 'unreachable', message: expect.stringContaining('list of keys') };
  await expect(list.find('k1')).rejects.toMatchObject(slow);
  state.now = 20;
  await expect(list.find('k1')).rejects.toMatchObject(slow);
  expect(state.loads).toBe(1);
});

test('what is known goes on working while the store hangs', async () => {
  const { state, list } = setup();
  await list.find('k1');
  state.hangs = true;
  state.now = 60_000;
  expect(await list.find('k1')).toEqual({ id: 'k1' });
  state.now = 60_020;
  expect(await list.find('k1')).toEqual({ id: 'k1' });
  expect(state.loads).toBe(2);
});
