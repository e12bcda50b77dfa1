import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createUuid, uuidTime } from './uuid.ts';

const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const fixed = (value: number) => () => value;

describe('uuid', () => {
  test('lays out time, version and variant as RFC 9562 has them', () => {
    // Time and variant of the example in RFC 9562, A.6.
    expect(createUuid(fixed(0))(0x017f22e279b0)).toBe('017f22e2-79b0-7000-8000-000000000000');
    expect(createUuid(fixed(0xff))(0x017f22e279b0)).toBe('017f22e2-79b0-7fff-8fff-ffffffffffff');
  });

  test('is well-formed, keeps its time and grows, whatever the clock does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 ** 45 }), { minLength: 1, maxLength: 50 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 0xff })),
        (times, noise) => {
          const uuid = createUuid(() => noise.next().value);
          let latest = 0;
          let previous = '';
          for (const now of times) {
            const id = uuid(now);
            latest = Math.max(latest, now);
            expect(id).toMatch(form);
            expect(uuidTime(id)).toBeGreaterThanOrEqual(latest);
            expect(id > previous).toBe(true);
            previous = id;
          }
        },
      ),
    );
  });

  test('still grows when all come in one millisecond', () => {
    const uuid = createUuid(fixed(0xff));
    const ids = Array.from({ length: 10_000 }, () => uuid(1_000));
    expect(new Set(ids).size).toBe(10_000);
    expect(ids).toEqual([...ids].sort());
  });
});
