import type { ReEntryPoint, ReEntryResult, ReEntryRow } from '@touchtrail/contract';
import { nameOf } from '../base/names.ts';
import { adjustBenjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { durationQuantiles } from '../stats/duration-quantiles.ts';
import { riskRatio } from '../stats/risk-ratio.ts';
import { wilson } from '../stats/wilson.ts';
import type { FirstTouchRow, PauseGroupRow } from './query.ts';
import type { ReturnCurves } from './return-curves.ts';

const dayMs = 86_400_000;
/** Under this a point is not judged. */
const minReturns = 20;
/** A re-entry point has at least this much more of the returns than of the first touches. */
const minRatio = 1.2;
const maxFalseDiscovery = 0.05;
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

const firstOf = (row: PauseGroupRow, firsts: readonly FirstTouchRow[]) =>
  firsts.find((entry) => entry.id === row.target && entry.channel === row.channel);

function pointsOf(
  groups: readonly PauseGroupRow[],
  firsts: readonly FirstTouchRow[],
  names: Names,
): ReEntryPoint[] {
  const points = groups.filter((row) => row.part === 'point' && row.returns > 0);
  const returns = groups.find((row) => row.part === 'all')?.returns ?? 0;
  const journeys = sum(firsts, (row) => row.journeys);
  const ratioOf = (row: PauseGroupRow) =>
    riskRatio(row.returns, returns, firstOf(row, firsts)?.journeys ?? 0, journeys);
  const judged = points.filter((row) => row.returns >= minReturns);
  const q = adjustBenjaminiHochberg(judged.map((row) => ratioOf(row)?.p ?? 1));
  return points
    .map((row) => {
      const first = firstOf(row, firsts);
      const bounds = ratioOf(row);
      const place = judged.indexOf(row);
      const falseDiscovery = place < 0 ? null : (q[place] ?? 1);
      const sure =
        falseDiscovery !== null &&
        falseDiscovery <= maxFalseDiscovery &&
        (bounds?.low ?? 0) > minRatio;
      const verdict: ReEntryPoint['verdict'] =
        place < 0 ? 'too_few' : sure ? 're_entry_point' : 'not_distinguishable';
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
        ratioLow: bounds?.low ?? null,
        ratioHigh: bounds?.high ?? null,
        q: falseDiscovery,
        verdict,
        delay: durationQuantiles(row.returns, row.delay),
        convertedAfter: wilson(row.convertedPoint, row.observedPoint),
      };
    })
    .toSorted((a, b) => b.returns - a.returns || byText([a.to, b.to], [a.channel, b.channel]));
}

/** A result without its limits and without what is told by Kaplan-Meier. */
type CountedReturns = Omit<
  ReEntryResult,
  'abandonmentGapMs' | 'horizonMs' | 'leaving' | keyof ReturnCurves
> & { leaving: Omit<ReEntryResult['leaving'][number], 'returnTime'>[] };

/** Returns after pauses from the counted groups. */
export function reEntryResult(
  groups: readonly PauseGroupRow[],
  firsts: readonly FirstTouchRow[],
  names: Names,
  horizonMs: number,
): CountedReturns {
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
