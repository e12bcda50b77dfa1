import { isAnalog } from '@touchtrail/contract';
import type { ChannelMix, ChannelsResult, ChannelSide } from '@touchtrail/contract';
import { durationQuantiles } from '../stats/duration-quantiles.ts';
import { wilson } from '../stats/wilson.ts';
import type { JourneyGroup, MoveRow } from './query.ts';

const sideOf = (channel: string): ChannelSide => (isAnalog(channel) ? 'analog' : 'digital');
const sides: readonly ChannelSide[] = ['digital', 'analog'];
const mixOf = ({ digital, analog }: JourneyGroup): ChannelMix =>
  digital ? (analog ? 'both' : 'digital only') : 'analog only';
const mixNames: readonly ChannelMix[] = ['digital only', 'analog only', 'both'];

const sum = <Row>(rows: readonly Row[], value: (row: Row) => number): number =>
  rows.reduce((total, row) => total + value(row), 0);

/** Rows by a key, in the order met. */
function grouped<Row>(rows: readonly Row[], key: (row: Row) => string): [string, Row[]][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return [...groups];
}

const byNumberThenText =
  <Row>(number: (row: Row) => number, text: (row: Row) => string) =>
  (a: Row, b: Row): number =>
    number(b) - number(a) || (text(a) < text(b) ? -1 : 1);

function movesOf(rows: readonly MoveRow[]): ChannelsResult['moves'] {
  const leaving = new Map(
    grouped(rows, (row) => row.origin).map(([origin, own]) => [origin, sum(own, (r) => r.moves)]),
  );
  return rows
    .map((row) => ({
      from: row.origin,
      to: row.target,
      moves: row.moves,
      journeys: row.journeys,
      share: wilson(row.moves, leaving.get(row.origin) ?? 0),
      delay: durationQuantiles(row.moves, row.delay),
    }))
    .toSorted(
      byNumberThenText(
        (row) => row.moves,
        (row) => `${row.from} ${row.to}`,
      ),
    );
}

const pairsOfSides = sides.flatMap((a) => sides.map((b): [ChannelSide, ChannelSide] => [a, b]));

function landingsOf(rows: readonly JourneyGroup[]): ChannelsResult['landings'] {
  return grouped(rows, (row) => row.first)
    .flatMap(([first, own]) => {
      const all = sum(own, (row) => row.converted);
      return grouped(own, (row) => row.last).map(([last, same]) => {
        const conversions = sum(same, (row) => row.converted);
        return { first, last, conversions, share: wilson(conversions, all) };
      });
    })
    .filter((row) => row.conversions > 0)
    .toSorted(
      byNumberThenText(
        (row) => row.conversions,
        (row) => `${row.first} ${row.last}`,
      ),
    );
}

/** Moves, landings and mixes from the counted groups. */
export function channelsResult(
  moves: readonly MoveRow[],
  journeys: readonly JourneyGroup[],
): Omit<ChannelsResult, 'horizonMs'> {
  const all = sum(journeys, (row) => row.journeys);
  const wonOffline = journeys.filter((row) => isAnalog(row.last));
  return {
    moves: movesOf(moves),
    sides: pairsOfSides.map(([from, to]) => {
      const leaving = moves.filter((row) => sideOf(row.origin) === from);
      const count = sum(
        leaving.filter((row) => sideOf(row.target) === to),
        (row) => row.moves,
      );
      return {
        from,
        to,
        moves: count,
        share: wilson(
          count,
          sum(leaving, (row) => row.moves),
        ),
      };
    }),
    landings: landingsOf(journeys),
    landingSides: pairsOfSides.map(([first, last]) => {
      const begun = journeys.filter((row) => sideOf(row.first) === first);
      const conversions = sum(
        begun.filter((row) => sideOf(row.last) === last),
        (row) => row.converted,
      );
      return {
        first,
        last,
        conversions,
        share: wilson(
          conversions,
          sum(begun, (row) => row.converted),
        ),
      };
    }),
    researchedOnline: wilson(
      sum(
        wonOffline.filter((row) => row.digital),
        (row) => row.converted,
      ),
      sum(wonOffline, (row) => row.converted),
    ),
    firsts: grouped(journeys, (row) => row.first)
      .map(([first, own]) => ({
        first,
        side: sideOf(first),
        journeys: sum(own, (row) => row.journeys),
        convertedWithin: wilson(
          sum(own, (row) => row.convertedWithin),
          sum(own, (row) => row.observed),
        ),
      }))
      .toSorted(
        byNumberThenText(
          (row) => row.journeys,
          (row) => row.first,
        ),
      ),
    mixes: mixNames.map((mix) => {
      const own = journeys.filter((row) => mixOf(row) === mix);
      const count = sum(own, (row) => row.journeys);
      return {
        mix,
        journeys: count,
        share: wilson(count, all),
        convertedWithin: wilson(
          sum(own, (row) => row.convertedWithin),
          sum(own, (row) => row.observed),
        ),
      };
    }),
  };
}
