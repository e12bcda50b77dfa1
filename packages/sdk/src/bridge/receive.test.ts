import { beforeEach, expect, test } from 'vitest';
import { createRate } from './rate.ts';
import { receive } from './receive.ts';
import type { Reception } from './receive.ts';

let calls: unknown[];
const recorder = {
  touch: (...args: unknown[]) => void calls.push(['touch', ...args]),
  conversion: (...args: unknown[]) => void calls.push(['conversion', ...args]),
  feedback: (...args: unknown[]) => void calls.push(['feedback', ...args]),
};
const message = (change: object = {}) =>
  JSON.stringify({
    touchtrail: 'event',
    v: 1,
    type: 'touch',
    at: 100,
    name: 'chat.opened',
    ...change,
  });
const take = (data: unknown, reception: Partial<Reception> = {}) =>
  receive(recorder, data, { mayPass: true, purposes: ['measurement'], since: 100, ...reception });

beforeEach(() => {
  calls = [];
});

test('each type becomes the call of its name', () => {
  take(message({ touchpoint: 'chat.bot', props: { a: 1 } }));
  take(message({ type: 'interaction', name: 'chat.message_sent' }));
  take(message({ type: 'conversion', name: 'lead', value: 3, currency: 'EUR' }));
  take(message({ type: 'feedback', name: undefined, rating: 7, ratingScale: 'nps' }));
  take(message({ type: 'feedback', name: 'chat.rating_given', rating: 1, ratingScale: 'thumbs' }));
  expect(calls).toMatchObject([
    ['touch', 'chat.opened', { type: 'touch', touchpoint: 'chat.bot', props: { a: 1 } }],
    ['touch', 'chat.message_sent', { type: 'interaction' }],
    ['conversion', 'lead', { value: 3, currency: 'EUR' }],
    ['feedback', { rating: 7, scale: 'nps' }],
    ['touch', 'chat.rating_given', { type: 'feedback', rating: 1, scale: 'thumbs' }],
  ]);
});

test('what is refused is told by its reason and not recorded', () => {
  expect([
    take(message(), { mayPass: false }),
    take('x'.repeat(5_000)),
    take(message({ text: 'canary' })),
    take(message({ at: 99 })),
    take(message(), { purposes: [] }),
  ]).toEqual(['bridge_rate', 'bridge_size', 'bridge_schema', 'bridge_consent', 'bridge_consent']);
  expect(calls).toEqual([]);
});

test('a comment passes with consent to content only', () => {
  const said = message({ type: 'feedback', name: undefined, comment: 'canary' });
  take(said);
  take(said, { purposes: undefined });
  expect(JSON.stringify(calls)).not.toContain('canary');
  take(said, { purposes: ['measurement', 'content'] });
  expect(calls[2]).toMatchObject(['feedback', { comment: 'canary' }]);
});

test('at most 20 in any second, also after the clock was set back', () => {
  let now = 10_000;
  const mayPass = createRate(() => now);
  const passed = (count: number) => Array.from({ length: count }, mayPass).filter(Boolean).length;
  expect(passed(1_000)).toBe(20);
  now += 999;
  expect(passed(10)).toBe(0);
  now += 1;
  expect(passed(100)).toBe(20);
  now -= 3_600_000;
  expect(passed(100)).toBe(20);
});
