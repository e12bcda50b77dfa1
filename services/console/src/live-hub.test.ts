import type { LiveLine } from '@touchtrail/contract';
import { describe, expect, test } from 'vitest';
import { createLiveHub } from './live-hub.ts';

const touch = (id: string, receivedAt = 0): LiveLine => ({
  id,
  at: receivedAt,
  receivedAt,
  type: 'touch',
  name: 'n',
  touchpoint: 't',
  channel: 'web',
  subject: 's',
  bot: '',
  device: 'd',
  consent: [],
  source: 'sdk',
  matched: 'none',
  delivery: { waited: 0, travelled: 0, stored: null, isStored: false, clockOff: 0 },
});

function setup(isRenamed?: (site: string) => boolean) {
  const state = { now: 100_000, stored: [] as LiveLine[], asked: [] as number[], down: false };
  const timers = new Set<() => void>();
  const waits: number[] = [];
  const hub = createLiveHub({
    clock: () => state.now,
    maxListeners: 3,
    ...(isRenamed && { isRenamed }),
    setTimer(run, ms) {
      waits.push(ms);
      timers.add(run);
      return () => timers.delete(run);
    },
    async since(_site, receivedAt) {
      state.asked.push(receivedAt);
      if (state.down) throw new Error('away');
      return state.stored.filter((t) => t.receivedAt >= receivedAt);
    },
  });
  const tick = async () => {
    const due = [...timers];
    timers.clear();
    for (const run of due) run();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  };
  const heard: string[] = [];
  const hear = (touches: readonly LiveLine[]) => void heard.push(...touches.map(({ id }) => id));
  return { state, timers, waits, hub, tick, heard, hear };
}

describe('live hub', () => {
  test('tells what is published at once, and once, though the poll brings it again', async () => {
    const { state, hub, tick, heard, hear } = setup();
    hub.listen('shop', hear);
    hub.publish('shop', [touch('a', state.now)]);
    hub.publish('other', [touch('x')]);
    expect(heard).toEqual(['a']);
    state.stored = [touch('a', state.now), touch('b', state.now + 5)];
    await tick();
    await tick();
    expect(heard).toEqual(['a', 'b']);
  });

  test('a line comes once more when the database has it, and not again', async () => {
    const { state, hub, tick, heard, hear } = setup();
    hub.listen('shop', hear);
    const sent = touch('a', state.now);
    hub.publish('shop', [sent]);
    const stored = { ...sent, delivery: { ...sent.delivery, stored: 40, isStored: true } };
    state.stored = [stored];
    await tick();
    await tick();
    hub.publish('shop', [sent]);
    expect(heard).toEqual(['a', 'a']);
  });

  test('the poll moves on with what it saw, looking back a little', async () => {
    const { state, hub, tick, hear } = setup();
    hub.listen('shop', hear);
    state.stored = [touch('a', 200_000)];
    await tick();
    await tick();
    expect(state.asked).toEqual([90_000, 190_000]);
  });

  test('what a registry calls otherwise is asked for a moment later, by its own name', async () => {
    const { state, timers, waits, hub, tick, heard, hear } = setup((site) => site === 'shop');
    hub.listen('shop', hear);
    for (const id of ['a', 'b']) hub.publish('shop', [touch(id, state.now)]);
    expect(heard).toEqual([]);
    expect(hub.latest('shop')).toEqual([]);
    expect(waits).toEqual([2_000, 500]);
    expect(timers.size).toBe(1);
    state.stored = [touch('a', state.now), touch('b', state.now)];
    await tick();
    expect(heard).toEqual(['a', 'b']);
    expect(waits).toEqual([2_000, 500, 2_000]);
    hub.publish('shop', [touch('c', state.now)]);
    expect(waits.at(-1)).toBe(500);
    hub.listen('other', hear);
    hub.publish('other', [touch('d')]);
    expect(heard.at(-1)).toBe('d');
  });

  test('one poll serves all listeners, and none runs when nobody listens', async () => {
    const { timers, hub, tick, heard, hear, state } = setup();
    const stops = [hub.listen('shop', hear), hub.listen('shop', hear)];
    await tick();
    expect(state.asked).toHaveLength(1);
    hub.publish('shop', [touch('a')]);
    expect(heard).toEqual(['a', 'a']);
    for (const stop of stops) stop?.();
    expect(timers.size).toBe(0);
  });

  test('a store that is away ends no stream', async () => {
    const { state, hub, tick, heard, hear } = setup();
    hub.listen('shop', hear);
    state.down = true;
    await tick();
    state.down = false;
    state.stored = [touch('a', state.now)];
    await tick();
    expect(heard).toEqual(['a']);
  });

  test('listeners are bounded, and leaving twice frees one place', () => {
    const { hub, hear } = setup();
    const [first] = [hub.listen('a', hear), hub.listen('a', hear), hub.listen('b', hear)];
    expect(hub.listen('c', hear)).toBeUndefined();
    first?.();
    first?.();
    expect(hub.listen('c', hear)).toBeDefined();
    expect(hub.listen('d', hear)).toBeUndefined();
  });

  test('keeps the last lines for those who come between publishing and storing', () => {
    const { hub } = setup();
    hub.publish(
      'shop',
      Array.from({ length: 25 }, (_, n) => touch(String(n))),
    );
    expect(hub.latest('shop').map(({ id }) => id)).toEqual(
      Array.from({ length: 20 }, (_, n) => String(n + 5)),
    );
    expect(hub.latest('other')).toEqual([]);
  });
});
