import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortLists } from './short-lists.ts';

/** As ClickHouse's client writes a list of texts into the address. */
const written = (list: readonly string[]) =>
  new URLSearchParams({ '': asText(list) }).toString().slice(1);
const asText = (list: readonly string[]) =>
  `[${list.map((text) => `'${text.replaceAll(/['\\\n\t\r]/g, (found) => `\\${found}`)}'`).join(',')}]`;

test('every list fits into a parameter, and together they are all, in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 400 }),
      (some, times) => {
        const texts = Array.from({ length: times }, () => some).flat();
        const lists = [...shortLists(texts)];
        expect(lists.flat()).toEqual(texts);
        for (const list of lists) {
          expect(list.length).toBeGreaterThan(0);
          expect(written(list).length).toBeLessThanOrEqual(128 * 1_024);
        }
      },
    ),
    { numRuns: 30 },
  );
});

test('ids of twenty characters go in a few thousand at a time', () => {
  const ids = Array.from({ length: 50_000 }, (_, n) => `browser-person-${10_000 + n}`);
  expect([...shortLists(ids)].length).toBe(13);
});
