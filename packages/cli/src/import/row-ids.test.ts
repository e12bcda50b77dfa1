import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentHash } from './content-hash.ts';
import { createOccurrences, createRowIds } from './row-ids.ts';

const ids = (site: string, contents: readonly string[]) => {
  const made = createRowIds(site);
  return contents.map((content) => made.next(content));
};

describe('createRowIds', () => {
  it('gives every row its own id, and the same ids to the same file', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'ab', '', 'a\u001Fb', '🙂')), (contents) => {
        const first = ids('s', contents);
        expect(new Set(first).size).toBe(contents.length);
        expect(ids('s', contents)).toEqual(first);
      }),
    );
  });

  it('gives the same set of ids in whatever order the rows come', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 })), (contents) => {
        expect(ids('s', contents.toReversed()).toSorted()).toEqual(ids('s', contents).toSorted());
      }),
    );
  });

  it('makes UUIDs, other ones for another site', () => {
    const [one] = ids('s', ['a']);
    expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids('t', ['a'])[0]).not.toBe(one);
  });

  it('stays what it is: imported rows must be recognised by every later version', () => {
    expect(ids('my-site', ['person_id\u001Fp1\u001E', 'person_id\u001Fp1\u001E'])).toEqual([
      '02bd4e2f-0867-82e9-a0d1-361d04669d1f',
      '94129b1f-4f09-80e1-a585-290e37a53d16',
    ]);
  });
});

describe('contentHash', () => {
  it('tells apart texts that differ by one sign, by length or by trailing zeros', () => {
    const texts = new Set<string>();
    for (let length = 0; length < 40; length++) {
      texts.add('\u0000'.repeat(length));
      for (let at = 0; at < length; at++) texts.add(`${'a'.repeat(at)}b${'a'.repeat(length - at)}`);
    }
    expect(new Set([...texts].map(contentHash)).size).toBe(texts.size);
  });

  it('spreads over its first 64 bits', () => {
    const heads = new Set<string>();
    for (let i = 0; i < 20_000; i++) heads.add(contentHash(`row ${i}`).slice(0, 16));
    expect(heads.size).toBe(20_000);
  });
});

describe('createOccurrences', () => {
  it('counts like a map, also when it grows and when slots collide', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 400 }), (draws) => {
        const counted = createOccurrences(4);
        const map = new Map<number, number>();
        for (const draw of draws) {
          // All of them fall into the same low bits: the worst case for the table.
          const before = map.get(draw) ?? 0;
          expect(counted.next(Math.imul(draw, 0x01000000), 0)).toBe(before);
          map.set(draw, before + 1);
        }
      }),
    );
  });
});
