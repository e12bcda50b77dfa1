import type { CommonParameters, Population } from '@touchtrail/contract';
import type { ReportContext } from '../reports.ts';
import { nearest } from './nearest.ts';
import { createScope, splitGoal } from './scope.ts';
import type { Params, Scope } from './scope.ts';
import { cutSql, sequences } from './sequences.ts';

/** Distinct touchpoints whose names are read; the rarest beyond are shown as `(other)`. */
export const maxTouchpoints = 100_000;
const minGapsForDefault = 20;
const sevenDays = 7 * 86_400_000;

/** What every report knows before its own questions. */
export interface Prepared {
  scope: Scope;
  /** Values for every place that shared SQL uses; reports add their own. */
  params: Params;
  /** Touchpoint name by the engine's hash of it. */
  names: ReadonlyMap<string, string>;
  population: Population;
  /** First and last touch of the site in the range, epoch ms. */
  dataFrom: number | null;
  dataUntil: number | null;
  abandonmentGapMs: number;
  /** Whether the report uses the abandonment gap at all. */
  needsGap: boolean;
  warnings: string[];
  query: <Row>(sql: string, params?: Params) => Promise<Row[]>;
}

interface KeyRow {
  id: string;
  key: string;
  touches: number;
  goals: number;
  unowned: number;
  first: number;
  last: number;
}

interface PopulationRow {
  people: number;
  journeys: number;
  touches: number;
  converted: number;
  open: number;
  gaps: number;
  gap: number | null;
}

const keysSql = (scope: Scope): string => `
  SELECT
    toString(cityHash64(touch_key)) AS id, touch_key AS key, count() AS touches,
    countIf(${scope.isGoal}) AS goals, countIf(NOT (${scope.hasSubject})) AS unowned,
    toUnixTimestamp64Milli(min(ts)) AS first, toUnixTimestamp64Milli(max(ts)) AS last
  FROM events WHERE ${scope.where}
  GROUP BY touch_key ORDER BY touches DESC, key LIMIT ${maxTouchpoints}`;

// Journeys need no splitting to be counted: each cut begins one, each goal ends one, and only the
// last journey of a subject can be open.
const populationSql = (scope: Scope, withGaps: boolean): string => `
  SELECT
    count() AS people, sum(length(t)) AS touches,
    sum(1 + arraySum(${cutSql})) AS journeys, sum(arraySum(g)) AS converted,
    countIf(NOT g[-1] AND {dataUntil:Int64} - t[-1] < {inactivityLimit:Int64}) AS open,
    ${
      withGaps
        ? `countArray(arrayFilter(x -> x < 86400000, arrayPopFront(arrayDifference(t))) AS gapList) AS gaps,
           quantileExactInclusiveArray(0.95)(gapList) AS gap`
        : '0 AS gaps, NULL AS gap'
    }
  FROM ${sequences(scope)}`;

// Devices seen with several users, and people outside the segment.
const excludedSql = (scope: Scope): string => `
  SELECT
    (SELECT count() FROM (
      SELECT anonymous_id FROM id_links
      WHERE site_id = {site:String} AND anonymous_id IN (
        SELECT subject_id FROM events WHERE ${scope.where} AND user_id = ''
      )
      GROUP BY anonymous_id HAVING uniqExact(user_id) > 1
    )) AS ambiguous,
    (SELECT uniqExact(${scope.subject}) FROM events ${scope.join}
      WHERE ${scope.where} AND ${scope.hasSubject}) AS everybody`;

const days = (ms: number): number => Number((ms / 86_400_000).toPrecision(2));

/**
 * Reads what all reports share: the touchpoints of the range, the end of observation, the population
 * and, where asked, the abandonment gap.
 *
 * Abandonment gap: as given, else the 0.95 quantile (type 7) of the gaps under 24 hours between
 * neighbouring touches of a subject, not under `visitGap` and not over 7 days; `visitGap` when there
 * are fewer than 20 such gaps. Never over the inactivity limit.
 */
export async function prepare(
  parameters: CommonParameters,
  { reader, signal }: ReportContext,
  { needsGap, mentioned = [] }: { needsGap: boolean; mentioned?: readonly string[] },
): Promise<Prepared> {
  const scope = createScope(parameters);
  const { inactivityLimit, visitGap, subject, segment, goal } = parameters;
  const warnings: string[] = [];
  const run = <Row>(sql: string, params: Params): Promise<Row[]> =>
    reader.query<Row>({ sql, params, ...(signal && { signal }) });

  const keys = await run<KeyRow>(keysSql(scope), scope.params);
  const dataFrom = keys.length > 0 ? Math.min(...keys.map((row) => row.first)) : null;
  const dataUntil = keys.length > 0 ? Math.max(...keys.map((row) => row.last)) : null;
  const params: Params = {
    ...scope.params,
    inactivityLimit,
    visitGap,
    dataFrom: dataFrom ?? 0,
    dataUntil: dataUntil ?? 0,
  };

  const withGaps = needsGap && parameters.abandonmentGap === undefined;
  const [counted] = await run<PopulationRow>(populationSql(scope, withGaps), params);
  const people = counted?.people ?? 0;
  const population: Population = {
    people,
    journeys: counted?.journeys ?? 0,
    touches: counted?.touches ?? 0,
    open: counted?.open ?? 0,
    excluded: [],
  };
  if (subject === 'account') {
    const unowned = keys.reduce((sum, row) => sum + row.unowned, 0);
    if (unowned > 0) {
      population.excluded.push({ why: 'touches without an account', count: unowned });
    }
  }
  if (subject === 'person' || segment.length > 0) {
    const [row] = await run<{ ambiguous: number; everybody: number }>(excludedSql(scope), params);
    if (subject === 'person' && row && row.ambiguous > 0) {
      population.excluded.push({
        why: 'devices seen with several users: kept as people of their own',
        count: row.ambiguous,
      });
    }
    if (segment.length > 0 && row && row.everybody > people) {
      population.excluded.push({ why: 'outside the segment', count: row.everybody - people });
    }
  }

  let gap = parameters.abandonmentGap ?? visitGap;
  if (withGaps && counted) {
    if (counted.gaps >= minGapsForDefault && counted.gap !== null) {
      gap = Math.round(Math.min(Math.max(counted.gap, visitGap), sevenDays));
    } else if (people > 0) {
      warnings.push(
        `The abandonment gap is the visit gap: only ${counted.gaps} gaps under 24 hours to learn it from.`,
      );
    }
  }
  if (gap > inactivityLimit) {
    gap = inactivityLimit;
    if (needsGap)
      warnings.push('The abandonment gap was over the inactivity limit and is set to it.');
  }
  params['abandonmentGap'] = gap;

  if (people > 0 && (dataUntil ?? 0) - (dataFrom ?? 0) < inactivityLimit) {
    warnings.push(
      `The data span ${days((dataUntil ?? 0) - (dataFrom ?? 0))} days, less than the inactivity limit of ${days(inactivityLimit)}: no journey can be abandoned yet, so the closed ones are all conversions.`,
    );
  }
  warnAboutData(parameters, keys, population, counted?.converted ?? 0, warnings);
  const known = keys.map((row) => row.key);
  const goalKeys = splitGoal(goal).keys;
  for (const key of new Set([...goalKeys, ...mentioned])) {
    if (known.includes(key)) continue;
    const close = nearest(key, known);
    warnings.push(
      `No touch of ${JSON.stringify(key)} in this range${close.length > 0 ? `; nearest: ${close.join(', ')}` : ''}.`,
    );
  }
  return {
    scope,
    params,
    names: new Map(keys.map((row) => [row.id, row.key])),
    population,
    dataFrom,
    dataUntil,
    abandonmentGapMs: gap,
    needsGap,
    warnings,
    query: (sql, more = {}) => run(sql, { ...params, ...more }),
  };
}

function warnAboutData(
  { goal, segment }: CommonParameters,
  keys: readonly KeyRow[],
  population: Population,
  converted: number,
  warnings: string[],
): void {
  if (keys.length === 0) {
    warnings.push('There are no touches in this range.');
    return;
  }
  if (population.people === 0) {
    warnings.push(
      segment.length > 0
        ? 'Nobody in this range fits the segment.'
        : 'No touch in this range belongs to an account.',
    );
    return;
  }
  if (converted === 0) {
    warnings.push(
      goal.length === 0
        ? 'No conversion in this range: no event of type conversion. Set a goal, such as a touchpoint.'
        : 'No touch in this range reaches the goal.',
    );
  }
  if (population.journeys < 30) {
    warnings.push(`Few data: ${population.journeys} journeys. Intervals are wide.`);
  }
  if (keys.length === maxTouchpoints) {
    warnings.push(
      `Over ${maxTouchpoints} touchpoints: the rarest are shown as (other). Name touchpoints to group pages.`,
    );
  }
}
