import type { Params, Scope } from '../base/scope.ts';
import { journeyArrays } from '../base/sequences.ts';
import type { Column } from '../base/sequences.ts';
import { bucketSpans, levelSql } from './steps.ts';

// A share of the people by the hash of their id.
const drawn = `cityHash64(subject, 'sample') % 1000000 < {share:UInt32}`;

/** Touches of a journey that are read; what comes later counts with nobody's verdict. */
const touchesRead = 300;

/** By what a touchpoint is told apart into several, see `split.ts`. */
export interface Parting {
  /** What stands before the statement. */
  prefix: string;
  /** Whether touches are read with the text of `scope.split`. */
  isOfRows: boolean;
  /** The value of each touch of a journey, an array beside `jk`. */
  parts: string;
  /** Whether all touches of a journey have the same, so that it is a covariate of the journey, too. */
  isOfJourney: boolean;
  /** Whether the value stands for the touchpoint, and for the entry channel with it. */
  replacesPlaces?: boolean;
}

/** By what journeys are compared beside their step, see `likenessOf`. */
export interface Likeness {
  /** Whether by what brought them. */
  byEntry: boolean;
  /** By what else: texts of the first touch of a journey. */
  traits: readonly string[];
  /** What is read for these, and split into journeys. */
  columns: readonly Column[];
  joined: string;
  params: Params;
}

const byEntryOnly: Likeness = {
  byEntry: true,
  traits: [],
  columns: [],
  joined: '',
  params: {},
};

/** Statements of the report begin with it. */
const before = (parting?: Parting): string => parting?.prefix ?? '';

function entryOf({ byEntry }: Likeness, parting?: Parting): string {
  if (parting?.replacesPlaces) return `''`;
  if (!parting?.isOfJourney) return byEntry ? 'je[1]' : `''`;
  return byEntry ? `concat(toString(je[1]), ' / ', own[1])` : 'own[1]';
}

const traitsOf = ({ traits }: Likeness): string => (traits.length > 0 ? ', traits' : '');

// One row a journey: the first `watched` touches were watched for the horizon and do not reach the goal; what
// is met, and where it came first.
const journeyRows = (
  scope: Scope,
  where: string,
  likeness: Likeness,
  parting?: Parting,
): string => `(
  SELECT
    subject, jt, jg, js, arraySlice(jk, 1, ${touchesRead}) AS places,
    ${
      parting
        ? `arraySlice(${parting.parts}, 1, ${touchesRead}) AS own, arrayMap((x, part) -> cityHash64(${parting.replacesPlaces ? 'toUInt64(0)' : 'x'}, part), places, own) AS keys,
           `
        : 'places AS keys,'
    }
    ${entryOf(likeness, parting)} AS entry,
    ${likeness.traits.length > 0 ? `[${likeness.traits.join(', ')}] AS traits,` : ''}
    arrayEnumerateUniq(keys) AS times,
    arrayFilter((x, n) -> n = 1, keys, times) AS met,
    arrayFilter((p, n) -> n = 1, arrayEnumerate(keys), times) AS since,
    arrayCount(p -> NOT jg[p] AND {dataUntil:Int64} - jt[p] >= {horizon:Int64}, arrayEnumerate(keys)) AS watched,
    arrayCount(p -> NOT jg[p], arrayEnumerate(keys)) - watched AS young,
    watched < length(jt) AND jg[watched + 1] AND js[watched] <= {horizon:Int64} AS wins
  FROM ${journeyArrays(scope, ['k', 'e', ...(parting?.isOfRows ? (['b'] as const) : []), ...likeness.columns])}
  ARRAY JOIN
    arraySplit((x, y) -> y, t, cut) AS jt, arraySplit((x, y) -> y, g, cut) AS jg,
    arraySplit((x, y) -> y, k, cut) AS jk, arraySplit((x, y) -> y, e, cut) AS je,
    ${parting?.isOfRows ? 'arraySplit((x, y) -> y, b, cut) AS jb,' : ''}
    ${likeness.joined}
    arraySplit((x, y) -> y, silence, cut) AS js
  WHERE ${where}
)`;

/** Watched touches of a journey: position, goal next, nothing next. */
const unitsSql = `arrayMap(
  p -> (p, wins AND p = watched, p = length(jt) OR js[p] > {horizon:Int64}), range(1, watched + 1)
)`;

/** Values of a field of the first touches of journeys, the most frequent first. */
export const valuesSql = (scope: Scope, none: string): string => `
  SELECT if(jb[1] = '', '${none}', jb[1]) AS value, count() AS journeys
  FROM ${journeyArrays(scope, ['b'])}
  ARRAY JOIN arraySplit((x, y) -> y, b, cut) AS jb
  GROUP BY value ORDER BY journeys DESC, value LIMIT {mostValues:UInt32}`;

/** The ids that touchpoints have when each value makes another one of them. */
export const pairsSql = `
  SELECT toString(cityHash64(toUInt64(place), part)) AS id, place, part
  FROM (SELECT arrayJoin({places:Array(String)}) AS place, arrayJoin({values:Array(String)}) AS part)`;

/** In place of a touchpoint: touches that cannot be judged yet. */
export const young = 'young';

/**
 * Touches at one step of journeys that entered by one channel and are alike; `id` '' for all, {@link young} for those
 * that are not watched yet, else after meeting it.
 */
export interface ScreenRow {
  id: string;
  step: number;
  entry: string;
  /** What else journeys are compared by; left out for nothing. */
  traits?: string[];
  touches: number;
  /** Touches after which the goal came next. */
  won: number;
  /** Journeys whose first meeting (of all: whose first touch) this is. */
  journeys: number;
}

/**
 * Exposure of every touchpoint by step and what journeys are compared by: one pass over all journeys. Touches after a first
 * meeting are its distances to the end of the journey, so no touch is looked at once for each of what it
 * comes after.
 */
export const screenSql = (
  scope: Scope,
  parting?: Parting,
  likeness: Likeness = byEntryOnly,
): string => `${before(parting)}
  SELECT
    multiIf(fact.1 = 0, '${young}', number = 0, '', toString(number)) AS id, fact.1 AS step,
    toString(entry) AS entry${traitsOf(likeness)}, fact.2 AS touches, fact.3 AS won, fact.4 AS journeys
  FROM (
    SELECT
      number, entry${traitsOf(likeness)},
      arrayFilter(x -> x.2 > 0, [
        (0, toUInt64(sumIf(young, number = 0)), toUInt64(0), toUInt64(0)),
        ${bucketSpans
          .map(
            ([step, from, to]) =>
              `(${step}, toUInt64(sum(greatest(0, least(n, ${to}) - greatest(first, ${from}) + 1))),
           countIf(wins AND first <= n AND n BETWEEN ${from} AND ${to}), countIf(first <= n AND first BETWEEN ${from} AND ${to}))`,
          )
          .join(',\n        ')}
      ]) AS facts
    FROM (
      SELECT entry${traitsOf(likeness)}, young, wins, toInt32(watched) AS n, number, toInt32(at) AS first
      FROM ${journeyRows(scope, 'true', likeness, parting)}
      ARRAY JOIN arrayPushFront(met, toUInt64(0)) AS number, arrayPushFront(since, 1) AS at
    )
    WHERE number = 0 OR (first <= n AND number IN (SELECT toUInt64(arrayJoin({judged:Array(String)}))))
    GROUP BY number, entry${traitsOf(likeness)}
  )
  ARRAY JOIN facts AS fact`;

/** How often journeys went from a touchpoint to the next one. */
export interface WayRow {
  /** Whether the next touch is at one of the steps 1 to 3. */
  early: number;
  /** Entry channel; empty for those that are not told apart. */
  entry: string;
  /** Numbers of the touchpoints, see {@link PatternRow}. */
  here: number;
  next: number;
  touches: number;
}

/** Where journeys go from where they stand, of the same people as the patterns. */
export const waysSql = (
  scope: Scope,
  parting?: Parting,
  likeness: Likeness = byEntryOnly,
): string => `${before(parting)}
  SELECT way.1 AS early, way.2 AS here, way.3 AS next, entered AS entry, count() AS touches
  FROM (
    SELECT
      if(toString(entry) IN {entries:Array(String)}, toString(entry), '') AS entered,
      arrayMap(x -> indexOf(arrayMap(id -> toUInt64(id), {judgedIds:Array(String)}), x), keys) AS numbers,
      arrayMap(
        u -> (u.1 < 3, numbers[u.1], numbers[u.1 + 1]),
        arrayFilter(u -> NOT u.2 AND NOT u.3 AND u.1 < length(numbers), ${unitsSql})
      ) AS ways
    FROM ${journeyRows(scope, drawn, likeness, parting)}
  )
  ARRAY JOIN ways AS way
  GROUP BY early, here, next, entered`;

/** All touches that share what the model knows of them. */
export interface PatternRow {
  /** Numbers (from 1) of the touchpoints met so far, in the order of `judged`. */
  met: number[];
  /** The touchpoint of the touch itself; 0 when it is none of them. */
  here: number;
  /** Whether it is met for the first time. */
  first: number;
  /** Level of the step, see `levelOf`. */
  step: number;
  entry: string;
  /** What else journeys are compared by; left out for nothing. */
  traits?: string[];
  weekday: number;
  stretch: number;
  /** Random group of the person. */
  cluster: number;
  touches: number;
  won: number;
  gone: number;
}

/**
 * Counts by pattern of the covariates, of a share of the people. `stretchMs` is the length of the
 * calendar stretches that are told apart.
 */
export const patternsSql = (
  scope: Scope,
  clusters: number,
  parting?: Parting,
  likeness: Likeness = byEntryOnly,
): string => `${before(parting)}
  SELECT
    fact.1 AS met, fact.2 AS here, fact.3 AS first, fact.4 AS step, toString(entry) AS entry${traitsOf(likeness)},
    fact.5 AS weekday, fact.6 AS stretch, cluster,
    count() AS touches, countIf(fact.7) AS won, countIf(fact.8) AS gone
  FROM (
    SELECT
      entry${traitsOf(likeness)}, cityHash64(subject, 'cluster') % ${clusters} AS cluster,
      arrayMap(x -> indexOf(arrayMap(id -> toUInt64(id), {judgedIds:Array(String)}), x), keys) AS numbers,
      arrayMap(x -> indexOf(arrayMap(id -> toUInt64(id), {judgedIds:Array(String)}), x), met) AS metNumbers,
      arrayMap(
        u -> (
          arraySort(arrayFilter((x, first) -> x > 0 AND first <= u.1, metNumbers, since)),
          numbers[u.1],
          indexOf(numbers, numbers[u.1]) = u.1,
          ${levelSql('u.1')},
          toDayOfWeek(fromUnixTimestamp64Milli(jt[u.1]), 0, {timezone:String}),
          intDiv(jt[u.1] - {dataFrom:Int64}, {stretch:Int64}),
          u.2, u.3
        ),
        ${unitsSql}
      ) AS facts
    FROM ${journeyRows(scope, drawn, likeness, parting)}
  )
  ARRAY JOIN facts AS fact
  GROUP BY met, here, first, step, entry${traitsOf(likeness)}, weekday, stretch, cluster`;
