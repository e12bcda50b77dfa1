import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, keyBytes, keyId, plan, queueLimits } from './plan.ts';
import { createUuid, uuidTime } from './uuid.ts';

const now = 1_795_000_000_000;
const keys = fc
  .array(
    fc.record({
      age: fc.integer({ min: 0, max: 8 * 86_400_000 }),
      bytes: fc.integer({ min: 1, max: 32_000 }),
    }),
    { maxLength: 1_300, size: 'max' },
  )
  .map((rows) => {
    let n = 0;
    const uuid = createUuid(() => n++);
    return rows
      .toSorted((a, b) => b.age - a.age)
      .map(({ age, bytes }) => `${uuid(now - age)}.${bytes}`);
  });
const bytesOf = (list: readonly string[]) => list.reduce((sum, key) => sum + keyBytes(key), 0);

describe('plan', () => {
  test('every key is kept, given up for one reason, and the caps hold', () => {
    fc.assert(
      fc.property(keys, (all) => {
        const gone: string[] = [];
        const kept = plan(all, now, Infinity, Infinity, (key, reason) => {
          gone.push(key);
          expect(now - uuidTime(key) > queueLimits.ageMs).toBe(reason === 'expired');
        });
        expect([...kept, ...gone].sort()).toEqual([...all].sort());
        expect(kept.length).toBeLessThanOrEqual(queueLimits.count);
        expect(bytesOf(kept)).toBeLessThanOrEqual(queueLimits.bytes);
        // What is kept is the newest, in order.
        expect(kept).toEqual(all.slice(all.length - kept.length));
      }),
      { numRuns: 30 },
    );
  });

  test('a batch is the oldest, within both bounds, and never empty', () => {
    fc.assert(
      fc.property(
        keys,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 70_000 }),
        (all, count, bytes) => {
          const head = cut(all, count, bytes);
          expect(head).toEqual(all.slice(0, head.length));
          expect(head.length).toBeLessThanOrEqual(count);
          if (head.length > 1) expect(bytesOf(head)).toBeLessThanOrEqual(bytes);
          if (all.length) expect(head.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('a key holds id and size', () => {
    const id = '01a200d3-10bd-7501-916c-0e9df57ee627';
    expect(keyId(`${id}.512`)).toBe(id);
    expect(keyBytes(`${id}.512`)).toBe(512);
  });
});
