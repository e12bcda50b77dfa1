import type { Bounded, KpiMeasure, Proportion, TouchpointKpi } from '@touchtrail/contract';
import type { TouchMapping } from '@touchtrail/store';
import { touchGap } from '../base/own-gaps.ts';
import type { Prepared } from '../base/prepare.ts';
import type { Scope } from '../base/scope.ts';
import { journeyArrays } from '../base/sequences.ts';
import { meanInterval } from '../feedback/estimate.ts';
import { ratingRowsSql } from '../feedback/query.ts';
import type { RatingRow } from '../feedback/query.ts';
import { quantileLevels } from '../stats/duration-quantiles.ts';
import { medianInterval } from '../stats/median-interval.ts';
import { wilson } from '../stats/wilson.ts';
import { joinWithin } from './experience.ts';

/** Touches of a touchpoint and what came of them. */
export interface KpiCountRow {
  touchpoint: string;
  /** Journeys that met it at least the horizon ago, and those that converted within it. */
  observed: number;
  converted: number;
  /** Touches older than the abandonment gap, and those with silence that long after them. */
  watched: number;
  lost: number;
  /** Touches that another of the journey followed, and how long after, ms at the quartiles. */
  followed: number;
  wait: (number | null)[];
}

/** Never: the goal did not come. */
const never = 315_576_000_000_000;

/** What came of touches at the touchpoints in `kpis`, counted as the reports drop-off and feedback do. */
function kpiCountsSql(scope: Scope): string {
  const gap = touchGap(scope);
  return `
  SELECT
    transform(
      key, arrayMap(x -> cityHash64(x), {kpis:Array(String)}), {kpis:Array(String)}, ''
    ) AS touchpoint,
    countIf(nth = 1 AND {dataUntil:Int64} - at >= {horizon:Int64}) AS observed,
    countIf(nth = 1 AND {dataUntil:Int64} - at >= {horizon:Int64} AND won - at <= {horizon:Int64}) AS converted,
    countIf(NOT goal AND {dataUntil:Int64} - at >= ${gap.own}) AS watched,
    countIf(NOT goal AND s >= ${gap.own}) AS lost,
    countIf(NOT last) AS followed,
    quantilesExactInclusiveIf(${quantileLevels})(toInt64(s), NOT last) AS wait
  FROM (
    SELECT k, t, g, silence, ends, arrayEnumerateUniq(k, start) AS nths,
      arrayReverseFill((x, last) -> last, arrayMap((at, goal) -> if(goal, at, ${never}), t, g), ends) AS wins${gap.list}
    FROM ${journeyArrays(scope, ['k'])}
  )
  ARRAY JOIN k AS key, t AS at, g AS goal, silence AS s, ends AS last, nths AS nth, wins AS won${gap.list === '' ? '' : `${gap.list} AS own`}
  WHERE key IN (SELECT cityHash64(arrayJoin({kpis:Array(String)})))
  GROUP BY key`;
}

type Actual = { actual: Bounded; n: number };

const unknown: Bounded = { value: null, low: null, high: null };
const minuteMs = 60_000;

const percent = (share: number | null) => (share === null ? null : share * 100);
const inPercent = ({ rate, low, high, of }: Proportion): Actual => {
  return { actual: { value: percent(rate), low: percent(low), high: percent(high) }, n: of };
};

function medianWait({ followed, wait }: KpiCountRow): Actual {
  const [p25, p50, p75] = wait;
  if (followed === 0 || p25 == null || p50 == null || p75 == null) return { actual: unknown, n: 0 };
  const { low, high } = medianInterval(followed, p25, p50, p75) ?? { low: null, high: null };
  const minutes = (ms: number | null) => (ms === null ? null : ms / minuteMs);
  return {
    actual: { value: p50 / minuteMs, low: minutes(low), high: minutes(high) },
    n: followed,
  };
}

function actualOf(
  measure: KpiMeasure,
  counts: KpiCountRow | undefined,
  rating: RatingRow | undefined,
): Actual {
  if (measure === 'rating') {
    const { n, ...mean } = meanInterval(
      (rating?.rated ?? 0) + (rating?.withoutTouch ?? 0),
      rating?.mean ?? null,
      rating?.deviation ?? null,
    );
    return { actual: mean, n };
  }
  if (!counts) return { actual: unknown, n: 0 };
  if (measure === 'time') return medianWait(counts);
  return inPercent(
    measure === 'conversion'
      ? wilson(counts.converted, counts.observed)
      : wilson(counts.lost, counts.watched),
  );
}

/** Whether a target is reached for sure, which the interval says. */
function verdictOf(
  measure: KpiMeasure,
  { value, low, high }: Bounded,
  target: number | undefined,
): TouchpointKpi['verdict'] {
  if (target === undefined || value === null) return null;
  if (low === null || high === null) return 'not_certain';
  const isUnder = high <= target;
  const isOver = low >= target;
  const wantsMore = measure === 'conversion' || measure === 'rating';
  if (wantsMore ? isOver : isUnder) return 'reached';
  return (wantsMore ? high < target : low > target) ? 'missed' : 'not_certain';
}

/** The figures of the registry's KPIs beside their targets, in its order. */
export const touchpointKpis = (
  kpis: NonNullable<TouchMapping['kpis']>,
  counts: readonly KpiCountRow[],
  ratings: readonly RatingRow[],
): TouchpointKpi[] =>
  kpis.map(({ key, measure, kpi = '', target, bestInClass }) => {
    const { actual, n } = actualOf(
      measure,
      counts.find(({ touchpoint }) => touchpoint === key),
      ratings.find((row) => !row.overall && row.place === key),
    );
    return {
      touchpoint: key,
      measure,
      text: kpi,
      actual,
      n,
      target: target ?? null,
      best: bestInClass ?? null,
      verdict: verdictOf(measure, actual, target),
    };
  });

/** More touchpoints than anybody registers. */
const mostRated = 100_000;

/** What the registry's KPIs stand at; asks only for what they are. */
export async function kpisOf(
  kpis: NonNullable<TouchMapping['kpis']>,
  { query, scope }: Prepared,
  horizon: number,
): Promise<TouchpointKpi[]> {
  const counted = kpis.filter(({ measure }) => measure !== 'rating').map(({ key }) => key);
  const counts =
    counted.length > 0
      ? await query<KpiCountRow>(kpiCountsSql(scope), { horizon, kpis: counted })
      : [];
  const ratings =
    counted.length < kpis.length
      ? await query<RatingRow>(ratingRowsSql(scope), { joinWithin, rows: mostRated })
      : [];
  return touchpointKpis(kpis, counts, ratings);
}
