import type { Scope } from '../base/scope.ts';
import { journeyArrays } from '../base/sequences.ts';

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

/** Statements of the report begin with it. */
const before = (parting?: Parting): string => parting?.prefix ?? '';

const entryOf = ({ isOfJourney, replacesPlaces }: Parting): string =>
  replacesPlaces ? `''` : isOfJourney ? `concat(toString(je[1]), ' / ', own[1])` : 'je[1]';

// One row a journey: its touches that do not reach the goal and were watched for the horizon, as
// (position, step bucket, goal next, nothing next), and its touchpoints with where each came first.
const journeyRows = (scope: Scope, where: string, parting?: Parting): string => `(
  SELECT
    subject, jt, arraySlice(jk, 1, ${touchesRead}) AS places,
    ${
      parting
        ? `arraySlice(${parting.parts}, 1, ${touchesRead}) AS own, arrayMap((x, part) -> cityHash64(${parting.replacesPlaces ? 'toUInt64(0)' : 'x'}, part), places, own) AS keys,
           ${entryOf(parting)} AS entry,`
        : 'places AS keys, je[1] AS entry,'
    }
    arrayDistinct(keys) AS met, arrayMap(x -> indexOf(keys, x), met) AS since,
    arrayMap(
      (p, at, silence) -> (
        p, multiIf(p < 4, p, p < 6, 4, p < 9, 5, 6),
        p < length(jt) AND jg[p + 1] AND silence <= {horizon:Int64},
        p = length(jt) OR silence > {horizon:Int64}
      ),
      arrayFilter(p -> NOT jg[p] AND {dataUntil:Int64} - jt[p] >= {horizon:Int64}, arrayEnumerate(keys)) AS watched,
      arrayMap(p -> jt[p], watched), arrayMap(p -> js[p], watched)
    ) AS units,
    arrayCount(p -> NOT jg[p] AND {dataUntil:Int64} - jt[p] < {horizon:Int64}, arrayEnumerate(keys)) AS young
  FROM ${journeyArrays(scope, parting?.isOfRows ? ['k', 'e', 'b'] : ['k', 'e'])}
  ARRAY JOIN
    arraySplit((x, y) -> y, t, cut) AS jt, arraySplit((x, y) -> y, g, cut) AS jg,
    arraySplit((x, y) -> y, k, cut) AS jk, arraySplit((x, y) -> y, e, cut) AS je,
    ${parting?.isOfRows ? 'arraySplit((x, y) -> y, b, cut) AS jb,' : ''}
    arraySplit((x, y) -> y, silence, cut) AS js
  WHERE ${where}
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
 * Touches at one step of journeys that entered by one channel; `id` '' for all, {@link young} for those
 * that are not watched yet, else after meeting it.
 */
export interface ScreenRow {
  id: string;
  step: number;
  entry: string;
  touches: number;
  /** Touches after which the goal came next. */
  won: number;
  /** Journeys whose first meeting (of all: whose first touch) this is. */
  journeys: number;
}

/** Exposure of every touchpoint by step and entry channel: one pass over all journeys. */
export const screenSql = (scope: Scope, parting?: Parting): string => `${before(parting)}
  SELECT
    multiIf(number = 0, '', number = 1, '${young}', toString(number)) AS id, step, toString(entry) AS entry,
    touches, won, journeys
  FROM (
    SELECT fact.1 AS number, fact.2 AS step, entry, count() AS touches, countIf(fact.3) AS won, countIf(fact.4) AS journeys
    FROM (
      SELECT entry, arrayConcat(
        arrayMap(u -> (toUInt64(0), u.2, u.3, u.1 = units[1].1), units),
        arrayMap(x -> (toUInt64(1), 0, false, false), range(young)),
        arrayFlatten(arrayMap(
          (x, first) -> arrayMap(u -> (x, u.2, u.3, u.1 = first), arrayFilter(u -> u.1 >= first, units)),
          arrayFilter(x -> x IN (SELECT toUInt64(arrayJoin({judged:Array(String)}))), met),
          arrayFilter((first, x) -> x IN (SELECT toUInt64(arrayJoin({judged:Array(String)}))), since, met)
        ))
      ) AS facts
      FROM ${journeyRows(scope, 'true', parting)}
    )
    ARRAY JOIN facts AS fact
    GROUP BY number, step, entry
  )`;

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
export const waysSql = (scope: Scope, parting?: Parting): string => `${before(parting)}
  SELECT way.1 AS early, way.2 AS here, way.3 AS next, entered AS entry, count() AS touches
  FROM (
    SELECT
      if(toString(entry) IN {entries:Array(String)}, toString(entry), '') AS entered,
      arrayMap(x -> indexOf(arrayMap(id -> toUInt64(id), {judgedIds:Array(String)}), x), keys) AS numbers,
      arrayMap(
        u -> (u.1 < 3, numbers[u.1], numbers[u.1 + 1]),
        arrayFilter(u -> NOT u.3 AND NOT u.4 AND u.1 < length(numbers), units)
      ) AS ways
    FROM ${journeyRows(scope, drawn, parting)}
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
  step: number;
  entry: string;
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
): string => `${before(parting)}
  SELECT
    fact.1 AS met, fact.2 AS here, fact.3 AS first, fact.4 AS step, toString(entry) AS entry,
    fact.5 AS weekday, fact.6 AS stretch, cluster,
    count() AS touches, countIf(fact.7) AS won, countIf(fact.8) AS gone
  FROM (
    SELECT
      entry, cityHash64(subject, 'cluster') % ${clusters} AS cluster,
      arrayMap(x -> indexOf(arrayMap(id -> toUInt64(id), {judgedIds:Array(String)}), x), keys) AS numbers,
      arrayMap(x -> indexOf(arrayMap(id -> toUInt64(id), {judgedIds:Array(String)}), x), met) AS metNumbers,
      arrayMap(
        u -> (
          arraySort(arrayFilter((x, first) -> x > 0 AND first <= u.1, metNumbers, since)),
          numbers[u.1],
          indexOf(numbers, numbers[u.1]) = u.1,
          u.2,
          toDayOfWeek(fromUnixTimestamp64Milli(jt[u.1]), 0, {timezone:String}),
          intDiv(jt[u.1] - {dataFrom:Int64}, {stretch:Int64}),
          u.3, u.4
        ),
        units
      ) AS facts
    FROM ${journeyRows(scope, drawn, parting)}
  )
  ARRAY JOIN facts AS fact
  GROUP BY met, here, first, step, entry, weekday, stretch, cluster`;
