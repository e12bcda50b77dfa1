import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLeaseJoin } from './lease-join.ts';
import type { Lease } from './lease-join.ts';
import { calledOf, phoneNumber } from './phone-number.ts';

test.each([
  ['+49 30 123-456', '+4930123456'],
  ['0049 (0)30 / 123 456', '+4930123456'],
  ['+49 (0)30 123456', '+4930123456'],
  ['(030) 123456', '030123456'],
  ['anonymous', undefined],
  ['', undefined],
  ['110', undefined],
])('%s is the number %s', (text, number) => {
  expect(phoneNumber(text)).toBe(number);
});

const pool = ['+4930123401', '+4930123402', '+4940123402'];

test.each([
  ['+49 30 123401', '+4930123401'],
  ['030 123401', '+4930123401'],
  ['4930123402', '+4930123402'],
  // Two numbers of the pool end so.
  ['123402', undefined],
  ['3401', undefined],
  ['+4930123499', undefined],
])('%s is, of the pool, %s', (text, number) => {
  expect(calledOf(pool, text)).toBe(number);
});

const number = '+4930123401';
const lease = (since: number, until: number, anonymousId: string): Lease => ({
  number,
  since,
  until,
  visit: anonymousId,
  anonymousId,
});
const grace = 100;

describe('a call joins', () => {
  const { anonymousIdOf } = createLeaseJoin(
    [lease(1_000, 2_000, 'a'), lease(2_500, 3_000, 'b')],
    grace,
  );
  test.each([
    [999, undefined],
    [1_000, 'a'],
    [2_000, 'a'],
    [2_100, 'a'],
    [2_101, undefined],
    [2_500, 'b'],
    [3_101, undefined],
  ])('at %i the visit %s', (at, visit) => {
    expect(anonymousIdOf('030 123401', at)).toBe(visit);
    expect(anonymousIdOf('+4930999999', at)).toBeUndefined();
  });
});

test('of leases at once by different visits none, of the same visit that one', () => {
  const twice = createLeaseJoin([lease(0, 10, 'a'), lease(5, 15, 'b')], 0);
  expect([3, 7, 12].map((at) => twice.anonymousIdOf(number, at))).toEqual(['a', undefined, 'b']);
  const same = createLeaseJoin([lease(0, 10, 'a'), lease(5, 15, 'a')], 0);
  expect(same.anonymousIdOf(number, 7)).toBe('a');
});

test('a visit that is shown the number at the time of a call is the one it joins', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 8 }),
      fc.nat(600),
      (steps, at) => {
        let end = 0;
        // One after another, as a pool leases them: never again within the grace.
        const leases = steps.map(([pause, length], index) => {
          const since = end + grace + 1 + pause;
          end = since + length;
          return lease(since, end, `visit-${index}`);
        });
        const found = createLeaseJoin(leases, grace).anonymousIdOf(number, at);
        const due = leases.filter((one) => one.since <= at && at <= one.until + grace);
        expect(due.length).toBeLessThanOrEqual(1);
        expect(found).toBe(due[0]?.anonymousId);
      },
    ),
  );
});
