import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { whenAborted } from './when-aborted.ts';

test('however many wait, the signal has one listener, and none when nobody waits', () => {
  const { signal } = new AbortController();
  const forget = Array.from({ length: 50 }, () => whenAborted(signal, () => undefined));
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  for (const stop of forget) stop();
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  whenAborted(signal, () => undefined);
  // Who stops twice takes nothing from those who wait now.
  forget[0]?.();
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
});

test('each who waits is told once, and who waits no longer is not', () => {
  const ending = new AbortController();
  const told: string[] = [];
  const note = (name: string) => () => void told.push(name);
  const same = note('same');
  whenAborted(ending.signal, same);
  whenAborted(ending.signal, same);
  whenAborted(ending.signal, note('gone'))();
  whenAborted(ending.signal, note('last'));
  ending.abort();
  ending.abort();
  expect(told).toEqual(['same', 'same', 'last']);
});
