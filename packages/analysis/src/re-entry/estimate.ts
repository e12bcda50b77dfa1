import type { ReEntryPoint, ReEntryResult, ReEntryRow } from '@touchtrail/contract';
import { nameOf } from '../base/names.ts';
import { durationQuantiles } from '../stats/duration-quantiles.ts';
import { wilson } from '../stats/wilson.ts';
import type { FirstTouchRow, PauseGroupRow } from './query.ts';

const dayMs = 86_400_000;
type Names = ReadonlyMap<string, string>;

const sum = <Row>(rows: readonly Row[], value: (row: Row) => number): number =>
  rows.reduce((total, row) => total + value(row), 0);

const byText = (...texts: [string, string][]): number => {
  for (const [a, b] of texts) if (a !== b) return a < b ? -1 : 1;
  return 0;
};

/** Share returned by day N, of the pauses that were observed for N days. */
function curve(days: readonly PauseGroupRow[], horizonMs: number): ReEntryResult['curve'] {
  return Array.from({ length: Math.floor(horizonMs / dayMs) }, (_, index) => {
    const day = index + 1;
    const seen = days.filter((row) => row.seenDays >= day);
    const back = seen.filter((row) => row.backDays >= 0 && row.backDays <= day);
    return {
      day,
      returned: wilson(
        sum(back, (row) => row.pauses),
        sum(seen, (row) => row.pauses),
      ),
    };
  });
}

function rowsOf(groups: readonly PauseGroupRow[], names: Names): ReEntryRow[] {
  const returns = groups.filter((row) => row.part === 'row' && row.returns > 0);
  return returns
    .map((row) => ({
      from: nameOf(names, row.origin),
      to: nameOf(names, row.target),
      channel: row.channel,
      returns: row.returns,
      share: wilson(row.returns, row.returnsFrom),
      delay: durationQuantiles(row.returns, row.delay),
      convertedAfter: wilson(row.convertedRow, row.observedRow),
    }))
    .toSorted(
      (a, b) =>
        b.returns - a.returns || byText([a.from, b.from], [a.to, b.to], [a.channel, b.channel]),
    );
}

function pointsOf(
  groups: readonly PauseGroupRow[],
  firsts: readonly FirstTouchRow[],
  names: Names,
): ReEntryPoint[] {
  const points = groups.filter((row) => row.part === 'point' && row.returns > 0);
  const returns = groups.find((row) => row.part === 'all')?.returns ?? 0;
  const journeys = sum(firsts, (row) => row.journeys);
  return points
    .map((row) => {
      const first = firsts.find(
        (entry) => entry.id === row.target && entry.channel === row.channel,
      );
      const shareOfReturns = wilson(row.returns, returns);
      const shareOfFirstTouches = wilson(first?.journeys ?? 0, journeys);
      const [a, b] = [shareOfReturns.rate, shareOfFirstTouches.rate];
      return {
        to: nameOf(names, row.target),
        channel: row.channel,
        returns: row.returns,
        shareOfReturns,
        shareOfFirstTouches,
        ratio: a !== null && b !== null && b > 0 ? a / b : null,
        delay: durationQuantiles(row.returns, row.delay),
        convertedAfter: wilson(row.convertedPoint, row.observedPoint),
      };
    })
    .toSorted((a, b) => b.returns - a.returns || byText([a.to, b.to], [a.channel, b.channel]));
}

/** Returns after pauses from the counted groups. */
export function reEntryResult(
  groups: readonly PauseGroupRow[],
  firsts: readonly FirstTouchRow[],
  names: Names,
  horizonMs: number,
): Omit<ReEntryResult, 'abandonmentGapMs' | 'horizonMs'> {
  const all = groups.find((row) => row.part === 'all');
  const days = groups.filter((row) => row.part === 'day');
  return {
    pauses: all?.pauses ?? 0,
    returns: all?.returns ?? 0,
    returned: wilson(all?.observedReturns ?? 0, all?.observed ?? 0),
    censored: all?.censored ?? 0,
    delay: durationQuantiles(all?.returns ?? 0, all?.delay),
    curve: curve(days, horizonMs),
    leaving: groups
      .filter((row) => row.part === 'leaving')
      .map((row) => ({
        from: nameOf(names, row.origin),
        pauses: row.pauses,
        returned: wilson(row.observedReturns, row.observed),
        censored: row.censored,
      }))
      .toSorted((a, b) => b.pauses - a.pauses || byText([a.from, b.from])),
    points: pointsOf(groups, firsts, names),
    rows: rowsOf(groups, names),
    convertedReturned: wilson(
      sum(firsts, (row) => row.convertedReturned),
      sum(firsts, (row) => row.observedReturned),
    ),
    convertedNeverPaused: wilson(
      sum(firsts, (row) => row.convertedStraight),
      sum(firsts, (row) => row.observedStraight),
    ),
  };
}
