import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKeySet } from './key-set.ts';

const nearly = fc
  .tuple(fc.constantFrom('shop', 'shop ', 's', ''), fc.constantFrom(' ', ''), fc.uuid())
  .chain(([site, space, uuid]) =>
    fc.constantFrom(
      `${site}${space}${uuid}`,
      `${site}${space}${uuid.toUpperCase()}`,
      `${site}${space}${uuid.slice(1)}`,
      `${site}${space}${uuid.replace('-', '0')}`,
      `${site}${space}${uuid.replace(/.$/, 'g')}`,
      `${site}${space}${uuid.replace(/.$/, 'ü')}`,
    ),
  );
const close = fc
  .tuple(fc.constantFrom('shop ', 'other ', '00000000'), fc.integer({ min: 0, max: 40 }))
  .map(([site, n]) => `${site}00000000-0000-0000-0000-${String(n).padStart(12, '0')}`);

test('holds what an ordinary set holds', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(nearly, close, fc.string())), fc.array(close), (added, asked) => {
      const plain = new Set<string>();
      const set = createKeySet(added.slice(0, 3));
      for (const key of added.slice(0, 3)) plain.add(key);
      for (const key of added) {
        expect(set.has(key)).toBe(plain.has(key));
        set.add(key);
        plain.add(key);
        expect(set.has(key)).toBe(true);
      }
      for (const key of asked) expect(set.has(key)).toBe(plain.has(key));
      expect(set.size()).toBe(plain.size);
    }),
  );
});

const key = (n: number) => `shop 0193bd4e-7c2a-7d3e-9f00-${n.toString(16).padStart(12, '0')}`;

test('keeps all of many while it grows, and no other', () => {
  const set = createKeySet();
  for (let n = 0; n < 20_000; n++) set.add(key(n));
  expect(set.size()).toBe(20_000);
  let kept = 0;
  for (let n = 0; n < 40_000; n++) if (set.has(key(n))) kept++;
  expect(kept).toBe(20_000);
  expect(set.has(key(5).replace('shop', 'other'))).toBe(false);
});
