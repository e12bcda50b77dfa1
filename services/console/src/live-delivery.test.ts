import { toEventRow } from '@touchtrail/store';
import { eventSchema } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { deliveryOf } from './live-delivery.ts';

test('a clock that is hours off tells how long a touch waited, and not how long it was on its way', () => {
  const off = 3 * 3_600_000;
  expect(
    deliveryOf({
      at: 10_000_000,
      isClamped: false,
      sentAt: 10_000_200 - off,
      receivedAt: 10_000_200,
      storedAt: 10_000_500,
    }),
  ).toEqual({ waited: 200, travelled: null, stored: 300, isStored: true, clockOff: off });
});

test('what no clock told is not told', () => {
  const way = { at: 5, isClamped: false, sentAt: null, receivedAt: 10, storedAt: null };
  expect(deliveryOf(way)).toEqual({
    waited: null,
    travelled: null,
    stored: null,
    isStored: false,
    clockOff: 0,
  });
  expect(deliveryOf({ ...way, storedAt: 0 })).toMatchObject({ stored: null, isStored: true });
});

test('whatever the clocks say, the wait is that of the sender and no figure is negative', () => {
  const now = 1_795_341_600_000;
  fc.assert(
    fc.property(
      fc.nat(86_400_000),
      fc.integer({ min: -50_000_000, max: 50_000_000 }),
      fc.nat(9_000),
      fc.integer({ min: -2_000, max: 60_000 }),
      (waits, ahead, way, storing) => {
        const sentAt = now + ahead;
        const receivedAt = now + way;
        const event = eventSchema.parse({
          id: 'x',
          at: sentAt - waits,
          anonymousId: 'a',
          name: 'n',
        });
        const row = toEventRow('shop', event, { receivedAt, sentAt, source: 'sdk' });
        const isClamped = row['clamped'] !== undefined;
        const told = deliveryOf({
          at: row.ts,
          isClamped,
          sentAt,
          receivedAt,
          storedAt: receivedAt + storing,
        });
        if (!isClamped) expect(told.waited).toBe(waits);
        for (const ms of [told.waited, told.travelled, told.stored]) {
          expect(ms ?? 0).toBeGreaterThanOrEqual(0);
        }
        if (told.travelled !== null) expect(told.travelled).toBe(receivedAt - sentAt);
        expect(told.clockOff === 0 || told.travelled === null).toBe(true);
      },
    ),
  );
});
