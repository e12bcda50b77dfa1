import type { LiveLine } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { withTouch } from './live.ts';

const touch = (id: string, receivedAt: number): LiveLine => ({
  id,
  at: receivedAt,
  receivedAt,
  type: 'touch',
  name: 'page.viewed',
  touchpoint: 'home',
  channel: 'web',
  subject: 'u1',
  bot: '',
  device: 'd',
  consent: [],
  source: 'sdk',
  matched: 'none',
  delivery: { waited: 0, travelled: 0, stored: null, isStored: false, clockOff: 0 },
});

it('keeps of a touch that comes twice what says more, in its place', () => {
  const sent = touch('a', 1);
  const stored = { ...sent, delivery: { ...sent.delivery, stored: 40, isStored: true } };
  const list = withTouch(withTouch([], sent), touch('b', 2));
  expect(withTouch(list, stored).map(({ id, delivery }) => [id, delivery.stored])).toEqual([
    ['b', null],
    ['a', 40],
  ]);
  expect(withTouch(withTouch(list, stored), sent)[1]).toEqual(stored);
});

it('keeps the newest first, each touch once, and at most 300', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(500), fc.nat(50)), { maxLength: 700 }), (pairs) => {
      let list: LiveLine[] = [];
      for (const [id, at] of pairs) list = withTouch(list, touch(String(id), at));
      expect(new Set(list.map((t) => t.id)).size).toBe(list.length);
      expect(list.length).toBeLessThanOrEqual(300);
      for (const [i, t] of list.entries()) {
        expect(t.receivedAt).toBeLessThanOrEqual(list[i - 1]?.receivedAt ?? Infinity);
      }
    }),
    { numRuns: 30 },
  );
});

it('does not show a repeated touch again', () => {
  const list = withTouch([], touch('a', 1));
  expect(withTouch(list, touch('a', 1))).toEqual(list);
});
