import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Purpose, Touchtrail } from '../types.ts';
import { countDrops } from './count-drops.ts';
import { watchPurposes } from './watch-purposes.ts';

let listeners: [string, (detail: never) => void][];
let touchtrail: Pick<Touchtrail, 'on'>;
const say = (signal: string, detail: unknown) => {
  for (const [wanted, hear] of listeners) {
    try {
      if (wanted === signal) hear(detail as never);
    } catch {}
  }
};

beforeEach(() => {
  vi.useFakeTimers();
  listeners = [];
  touchtrail = {
    on(signal, listener) {
      const entry: (typeof listeners)[number] = [signal, listener as never];
      listeners.push(entry);
      return () => {
        listeners = listeners.filter((one) => one !== entry);
      };
    },
  };
});
afterEach(() => vi.useRealTimers());

test('drops are counted at once, and told once a second at most, also to nobody', () => {
  const told: unknown[] = [];
  const drops = countDrops(touchtrail);
  touchtrail.on('dropped', () => {
    throw new Error('a listener of the page');
  });
  const off = touchtrail.on('dropped', (detail) => told.push(detail));
  for (let count = 0; count < 10_000; count++) drops.add('bridge_rate');
  drops.add('bridge_origin');
  expect(drops.counts).toEqual({ bridge_rate: 10_000, bridge_origin: 1 });
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([
    { reason: 'bridge_rate', count: 10_000 },
    { reason: 'bridge_origin', count: 1 },
  ]);
  // What the SDK itself drops is told as before.
  say('dropped', { reason: 'expired', count: 2 });
  expect(told).toHaveLength(3);
  off();
  drops.add('bridge_rate');
  vi.advanceTimersByTime(5_000);
  expect(told).toHaveLength(3);
  drops.stop();
  expect(vi.getTimerCount()).toBe(0);
});

test('what is allowed is known by a decision, else by the first event, with the time it is sure from', async () => {
  let now = 1_000;
  const heard: (readonly Purpose[])[] = [];
  const purposes = watchPurposes(
    touchtrail,
    (list) => heard.push(list),
    () => now,
  );
  expect([purposes.now(), purposes.since()]).toEqual([undefined, 1_000]);
  now = 2_000;
  // Consent was there before anybody watched: since then at the latest.
  say('queued', { id: '1', consent: { purposes: ['measurement'] } });
  say('queued', { id: '2', consent: { purposes: ['measurement'] } });
  expect([purposes.now(), purposes.since()]).toEqual([['measurement'], 1_000]);
  say('consent', { purposes: ['measurement', 'content'] });
  expect(purposes.since()).toBe(1_000);
  say('consent', { purposes: [] });
  now = 3_000;
  say('consent', { purposes: ['measurement'] });
  expect(purposes.since()).toBe(3_000);
  expect(heard).toEqual([['measurement'], ['measurement', 'content'], [], ['measurement']]);
  purposes.stop();
  await Promise.resolve();
  expect(listeners).toEqual([]);
});
