import { noValue, otherValues } from '@touchtrail/contract';
import type { TimeToConvertResult, WaitGroup, WaitShare } from '@touchtrail/contract';
import { riskRowsOf } from '../base/risk-time.ts';
import { competes, endedShare } from '../stats/ended-share.ts';
import { gray } from '../stats/gray.ts';
import { logRank } from '../stats/log-rank.ts';
import type { RiskRow } from '../stats/risk-rows.ts';
import { waitEnds } from './query.ts';
import type { WaitRow } from './query.ts';

const dayMs = 86_400_000;
const curvePoints = 200;

type Figures = Omit<WaitGroup, 'value'> & { curve: (times: readonly number[]) => WaitShare[] };

function figuresOf(counts: readonly WaitRow[], days: readonly number[]): Figures {
  const rows = riskRowsOf(counts, waitEnds.length);
  const total = (cause: number): number =>
    counts.reduce((sum, row) => sum + (row.cause === cause ? row.n : 0), 0);
  const [converted, ended, abandoned] = waitEnds.map((_, cause) => endedShare(rows, cause)) as [
    ReturnType<typeof endedShare>,
    ReturnType<typeof endedShare>,
    ReturnType<typeof endedShare>,
  ];
  const curve = (times: readonly number[]): WaitShare[] =>
    times.map((ms) => ({
      ms,
      atRisk: converted.atRisk(ms),
      converted: converted.at(ms),
      ended: ended.at(ms),
      abandoned: abandoned.at(ms),
    }));
  return {
    journeys: counts.reduce((sum, row) => sum + row.n, 0),
    converted: total(0),
    ended: total(1),
    abandoned: total(2),
    open: total(3),
    p25: converted.timeOf(0.25),
    median: converted.timeOf(0.5),
    p75: converted.timeOf(0.75),
    at: curve(days.map((day) => day * dayMs)),
    curve,
  };
}

/** Times of rows where something ended, thinned to at most {@link curvePoints}, the last one kept. */
function pointsOf(rows: readonly RiskRow[]): number[] {
  const times = rows.flatMap(({ time, ends }) => (ends.some((n) => n > 0) ? [time] : []));
  const every = Math.ceil(times.length / curvePoints);
  return times.filter((_, index) => (times.length - 1 - index) % every === 0);
}

function testOf(groups: readonly (readonly WaitRow[])[]): TimeToConvertResult['breakdown']['test'] {
  if (groups.length < 2) return null;
  const rows = groups.map((counts) => riskRowsOf(counts, waitEnds.length));
  if (!rows.some((group) => group.some(({ ends }) => (ends[0] ?? 0) > 0))) return null;
  const competing = rows.some((group) => competes(group, 0));
  const found = competing ? gray(rows, 0) : logRank(rows);
  if (found === null || !Number.isFinite(found.statistic)) return null;
  return { method: competing ? 'gray' : 'log-rank', ...found };
}

/** Waits from the counts: all together, and by group. */
export function waitResult(
  counts: readonly WaitRow[],
  days: readonly number[],
  groups: number,
): Omit<TimeToConvertResult, 'without' | 'leftCut' | 'times' | 'breakdown'> & {
  breakdown: Omit<TimeToConvertResult['breakdown'], 'field'>;
} {
  const rows = riskRowsOf(counts, waitEnds.length);
  const places = [...new Set(counts.map((row) => row.place))].toSorted((a, b) => a - b);
  const byPlace = places.map((place) => counts.filter((row) => row.place === place));
  const { curve, ...all } = figuresOf(counts, days);
  return {
    method: competes(rows, 0) ? 'aalen-johansen' : 'kaplan-meier',
    ...all,
    curve: curve(pointsOf(rows)),
    breakdown: {
      groups: byPlace.map((own) => {
        const { curve: _curve, ...figures } = figuresOf(own, days);
        const [first] = own;
        const value = (first?.place ?? 0) > groups ? otherValues : first?.value || noValue;
        return { value, ...figures };
      }),
      test: testOf(byPlace),
    },
  };
}
