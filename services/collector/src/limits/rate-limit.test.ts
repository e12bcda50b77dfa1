import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RequestProblem } from '../read-body.ts';
import { createLimits, defaultRateLimits } from './limits.ts';
import { createRateLimiter } from './rate-limit.ts';

describe('a bucket', () => {
  test('gives its burst, then what comes back, and says how long to wait', () => {
    let now = 0;
    const limiter = createRateLimiter({ burst: 3, perSecond: 2 }, () => now);
    expect([1, 2, 3, 4].map(() => limiter.take('a'))).toEqual([0, 0, 0, 500]);
    expect(limiter.take('b')).toBe(0);
    now = 499;
    expect(limiter.take('a')).toBe(1);
    now = 500;
    expect(limiter.take('a')).toBe(0);
  });

  test('serves what is larger than itself from full, and a clock gone back gives nothing', () => {
    let now = 1_000;
    const limiter = createRateLimiter({ burst: 3, perSecond: 1 }, () => now);
    expect(limiter.take('a', 10)).toBe(0);
    now = 0;
    expect(limiter.take('a')).toBe(1_000);
  });

  test('never gives more than burst and refill, in memory that is bounded', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 4 })), { maxLength: 60 }),
        (steps) => {
          let now = 0;
          let given = 0;
          const limiter = createRateLimiter({ burst: 5, perSecond: 10 }, () => now, 3);
          for (const [pause, tokens] of steps) {
            now += pause;
            if (limiter.take('a', tokens) === 0) given += tokens;
            expect(given).toBeLessThanOrEqual(5 + now / 100 + 1e-6);
            limiter.take(String(now));
          }
          expect(limiter.size()).toBeLessThanOrEqual(3);
        },
      ),
    );
  });
});

const codeOf = (run: () => void): unknown => {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof RequestProblem ? [error.code, error.retryAfter] : error;
  }
};

describe('limits', () => {
  const tight = { burst: 1, perSecond: 0.1 };
  const strict = { address: tight, key: tight, anonymousId: tight, loopback: false };

  test('one address shares its bucket with its neighbours, this machine has none', () => {
    const limits = createLimits(strict, () => 0);
    expect(codeOf(() => limits.beforeBody('203.0.113.7'))).toBeUndefined();
    expect(codeOf(() => limits.beforeBody('203.0.113.8'))).toEqual(['too_many_requests', 10]);
    expect(codeOf(() => limits.beforeBody('203.0.114.8'))).toBeUndefined();
    for (let n = 0; n < 3; n++)
      expect(codeOf(() => limits.beforeBody('127.0.0.1'))).toBeUndefined();
  });

  test('of one id no more than its share, however many addresses it comes from', () => {
    const limits = createLimits({ ...strict, key: { burst: 99, perSecond: 99 } }, () => 0);
    const send = (address: string, anonymousId: string) =>
      codeOf(() => limits.afterBody({ key: 's', address, anonymousId, events: 1 }));
    expect(send('203.0.113.7', 'a')).toBeUndefined();
    expect(send('198.51.100.7', 'a')).toEqual(['too_many_requests', 10]);
    expect(send('198.51.100.7', 'b')).toBeUndefined();
  });

  test('a signed request is limited by its key alone', () => {
    const limits = createLimits(strict, () => 0);
    expect(codeOf(() => limits.signed('key_1'))).toBeUndefined();
    expect(codeOf(() => limits.signed('key_1'))).toEqual(['too_many_requests', 10]);
    expect(codeOf(() => limits.signed('key_2'))).toBeUndefined();
  });

  test('a quota lasts until midnight, and a new day begins at none', () => {
    let now = 86_400_000 - 5_000;
    const limits = createLimits(defaultRateLimits, () => now);
    limits.taken('shop', 10);
    expect(codeOf(() => limits.quota('shop', 10))).toEqual(['quota_exceeded', 5]);
    expect(codeOf(() => limits.quota('shop', 11))).toBeUndefined();
    expect(codeOf(() => limits.quota('other', 1))).toBeUndefined();
    expect(codeOf(() => limits.quota('shop', undefined))).toBeUndefined();
    now += 5_000;
    expect(codeOf(() => limits.quota('shop', 10))).toBeUndefined();
  });
});
