import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { channelsResult } from './estimate.ts';
import type { JourneyGroup, MoveRow } from './query.ts';

const move = (origin: string, target: string, moves: number): MoveRow => ({
  origin,
  target,
  moves,
  journeys: 1,
  delay: [1, 2, 3, 4],
});
const channel = fc.constantFrom('web', 'chat', 'store', 'phone');
const groupArbitrary: fc.Arbitrary<JourneyGroup> = fc
  .record({
    first: channel,
    last: channel,
    sides: fc.constantFrom<[boolean, boolean]>([true, false], [false, true], [true, true]),
    numbers: fc.array(fc.nat(50), { minLength: 4, maxLength: 4 }),
  })
  .map(({ first, last, sides: [digital, analog], numbers }) => {
    const [a, b, c, d] = numbers.toSorted((x, y) => y - x) as [number, number, number, number];
    return {
      first,
      last,
      digital,
      analog,
      journeys: a,
      converted: b,
      observed: c,
      convertedWithin: d,
    };
  });

describe('moves', () => {
  test('a share is of everything that leaves the channel, staying included', () => {
    const { moves, sides } = channelsResult(
      [move('web', 'web', 6), move('web', 'store', 2), move('store', 'web', 1)],
      [],
    );
    expect(moves.map((row) => [row.from, row.to, row.share.count, row.share.of])).toEqual([
      ['web', 'web', 6, 8],
      ['web', 'store', 2, 8],
      ['store', 'web', 1, 1],
    ]);
    expect(sides.map((row) => [row.from, row.to, row.share.count, row.share.of])).toEqual([
      ['digital', 'digital', 6, 8],
      ['digital', 'analog', 2, 8],
      ['analog', 'digital', 1, 1],
      ['analog', 'analog', 0, 1],
    ]);
  });

  test('nothing observed has no rate', () => {
    const empty = channelsResult([], []);
    expect(empty.moves).toEqual([]);
    expect(empty.mixes.map((row) => row.share.rate)).toEqual([null, null, null]);
  });
});

const total = (rows: readonly number[]): number => rows.reduce((a, b) => a + b, 0);

test('every journey stands in one mix and one first channel, every conversion in one landing', () => {
  fc.assert(
    fc.property(fc.array(groupArbitrary, { maxLength: 20 }), (groups) => {
      const { mixes, firsts, landings, landingSides } = channelsResult([], groups);
      const journeys = total(groups.map((row) => row.journeys));
      const converted = total(groups.map((row) => row.converted));
      expect(total(mixes.map((row) => row.journeys))).toBe(journeys);
      expect(total(firsts.map((row) => row.journeys))).toBe(journeys);
      expect(total(landings.map((row) => row.conversions))).toBe(converted);
      expect(total(landingSides.map((row) => row.conversions))).toBe(converted);
    }),
  );
});
