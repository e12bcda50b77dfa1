import type { Bounded, DurationQuantiles, Proportion, ReportTypes } from '@touchtrail/contract';
import { medianInterval } from '../stats/median-interval.ts';
import type { Table, TableCell } from './table.ts';

export type Row = Record<string, TableCell>;

export const proportion = (prefix: string, p: Proportion): Row => ({
  [`${prefix}_count`]: p.count,
  [`${prefix}_of`]: p.of,
  [`${prefix}_rate`]: p.rate,
  [`${prefix}_low`]: p.low,
  [`${prefix}_high`]: p.high,
});

export const quantiles = (prefix: string, q: DurationQuantiles | null): Row => ({
  [`${prefix}_n`]: q?.n ?? null,
  [`${prefix}_p25_ms`]: q?.p25 ?? null,
  [`${prefix}_p50_ms`]: q?.p50 ?? null,
  [`${prefix}_p75_ms`]: q?.p75 ?? null,
  [`${prefix}_p90_ms`]: q?.p90 ?? null,
});

const label = (key: string): string =>
  key.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase());

/** Columns come from `keys`, so that an empty table has a header too. */
export const table = (keys: readonly string[], rows: Row[]): Table => ({
  columns: keys.map((key) => ({ key, label: label(key) })),
  rows,
});

export const proportionKeys = (prefix: string): string[] =>
  ['count', 'of', 'rate', 'low', 'high'].map((end) => `${prefix}_${end}`);
export const boundedKeys = (prefix: string): string[] => [
  prefix,
  `${prefix}_low`,
  `${prefix}_high`,
];
/** A figure with its bounds; none of the three where there is none. */
export const bounded = (prefix: string, figure: Bounded | null): Row => ({
  [prefix]: figure?.value ?? null,
  [`${prefix}_low`]: figure?.low ?? null,
  [`${prefix}_high`]: figure?.high ?? null,
});
export const quantileKeys = (prefix: string): string[] =>
  ['n', 'p25_ms', 'p50_ms', 'p75_ms', 'p90_ms'].map((end) => `${prefix}_${end}`);

const figure = (name: string, value: number | null, p?: Proportion): Row => ({
  figure: name,
  value,
  count: p?.count ?? null,
  of: p?.of ?? null,
  low: p?.low ?? null,
  high: p?.high ?? null,
});
const share = (name: string, p: Proportion): Row => figure(name, p.rate, p);

/** Bounds of a median of which nothing but the quartiles is known. */
const medianBounds = ({ n, p25, p50, p75 }: DurationQuantiles): Row => {
  const found =
    p25 === null || p50 === null || p75 === null ? null : medianInterval(n, p25, p50, p75);
  return { low: found?.low ?? null, high: found?.high ?? null };
};

const days = (ms: number): string => `${Number((ms / 86_400_000).toPrecision(3))} d`;

function journeys({ result, population, parameters }: ReportTypes['journeys']): Table {
  return table(
    ['figure', 'value', 'count', 'of', 'low', 'high'],
    [
      figure('people', population.people),
      figure('journeys', population.journeys),
      figure('touches', population.touches),
      share(
        `converted within ${days(result.horizonMs)} of the first touch (observed that long)`,
        result.convertedWithin,
      ),
      share('converted', result.outcomes.converted),
      share('abandoned', result.outcomes.abandoned),
      share('open', result.outcomes.open),
      figure('open, silent', result.openState.silent),
      figure('open, active', result.openState.active),
      share('converted of closed', result.convertedOfClosed),
      share('returned after a pause', result.returned),
      {
        ...figure('time to convert, median ms', result.timeToConvert.p50),
        ...medianBounds(result.timeToConvert),
      },
      figure('touches per journey, mean', result.touchesPerJourney.mean),
      figure('visits per journey, mean', result.visitsPerJourney.mean),
      figure('left-cut journeys', result.leftCut),
      figure('abandonment gap, ms', result.abandonmentGapMs),
      figure('inactivity limit, ms', parameters.inactivityLimit ?? null),
      ...(result.behind
        ? [
            figure('behind the figure: journeys', result.behind.journeys),
            figure('behind the figure: people', result.behind.people),
            figure('behind the figure: times', result.behind.times),
          ]
        : []),
      ...result.value.map((v) => figure(`value, ${v.currency || 'no currency'}`, v.total)),
    ],
  );
}

const paths = ({ result }: ReportTypes['paths']): Table =>
  table(
    ['from', 'to', 'count', 'paths', ...proportionKeys('share'), ...quantileKeys('lag')],
    result.transitions.map((t) => ({
      from: t.from,
      to: t.to,
      count: t.count,
      paths: t.paths,
      ...proportion('share', t.share),
      ...quantiles('lag', t.lag),
    })),
  );

const channels = ({ result }: ReportTypes['channels']): Table =>
  table(
    ['from', 'to', 'moves', 'journeys', ...proportionKeys('share'), ...quantileKeys('delay')],
    result.moves.map((move) => ({
      from: move.from,
      to: move.to,
      moves: move.moves,
      journeys: move.journeys,
      ...proportion('share', move.share),
      ...quantiles('delay', move.delay),
    })),
  );

const feedback = ({ result }: ReportTypes['feedback']): Table =>
  table(
    [
      'touchpoint',
      'rated',
      'without_touch',
      ...boundedKeys('mean'),
      ...proportionKeys('answered'),
      ...proportionKeys('converted_rated'),
      ...proportionKeys('converted_unrated'),
      ...boundedKeys('converted_difference'),
    ],
    result.rows.map((row) => ({
      touchpoint: row.touchpoint,
      rated: row.rated,
      without_touch: row.withoutTouch,
      ...bounded('mean', row.mean),
      ...proportion('answered', row.answered),
      ...proportion('converted_rated', row.convertedRated),
      ...proportion('converted_unrated', row.convertedUnrated),
      ...bounded('converted_difference', row.convertedDifference),
    })),
  );

const phases = ({ result }: ReportTypes['phases']): Table =>
  table(
    [
      'phase',
      'touches',
      ...proportionKeys('reached'),
      ...proportionKeys('reached_within'),
      ...quantileKeys('time_to_reach'),
      'stays',
      ...quantileKeys('time_in_phase'),
      'returns',
      ...proportionKeys('furthest'),
    ],
    result.phases.map((row, index) => ({
      phase: row.phase,
      touches: row.touches,
      ...proportion('reached', row.reached),
      ...proportion('reached_within', row.reachedWithin),
      ...quantiles('time_to_reach', row.timeToReach),
      stays: row.stays,
      ...quantiles('time_in_phase', row.timeInPhase),
      returns: row.returns,
      ...proportion('furthest', result.furthest[index]?.share ?? row.reached),
    })),
  );

/** One flat table a report. */
export const tables = { journeys, paths, channels, feedback, phases };
