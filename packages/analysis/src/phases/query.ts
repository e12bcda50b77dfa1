import type { Params, Scope } from '../base/scope.ts';
import { cutSql, sequences } from '../base/sequences.ts';
import { quantileLevels } from '../stats/duration-quantiles.ts';

/**
 * What journeys did with phases, counted. Phases are numbered from 1 in the order of the site.
 *
 * - `journey`: all journeys; `flagged` went back.
 * - `observed`: `flagged` began at least the horizon before the end of the data.
 * - `reach`: reached `a`; `flagged` within the horizon, of those observed; `delay` from the first touch;
 *   `amount` its touches.
 * - `furthest`: `a` is the latest phase reached, 0 none.
 * - `stay`: a stay in `a`; `flagged` came from a later phase.
 * - `left`: a stay in `a` that another followed; `delay` until then.
 * - `move`: from `a` to `b`; `flagged` the first such of the journey; `delay` from stay to stay.
 * - `without`: `amount` touches without a phase.
 */
export type PhaseFact =
  | 'journey'
  | 'observed'
  | 'reach'
  | 'furthest'
  | 'stay'
  | 'left'
  | 'move'
  | 'without';

export interface PhaseFactRow {
  kind: PhaseFact;
  a: number;
  b: number;
  n: number;
  flagged: number;
  amount: number;
  delay: (number | null)[];
}

const kinds: readonly PhaseFact[] = [
  'journey',
  'observed',
  'reach',
  'furthest',
  'stay',
  'left',
  'move',
  'without',
];

// Kinds are numbers until they are counted: text in each fact took most of the time.
const fact = (kind: PhaseFact, rest: string): string =>
  `(toUInt8(${kinds.indexOf(kind) + 1}), ${rest})`;

/** SQL: the place of a phase `x` in the order, from 1; 0 for none of them. */
export const phaseNumberSql =
  'toUInt64(transform(x, {phaseTexts:Array(String)}, {phaseNumbers:Array(UInt16)}, toUInt16(0)))';

/** SQL: phases of touches by their place in the order, from 1; 0 for none of them. */
export const phaseNumbersSql = `arrayMap(x -> ${phaseNumberSql}, f)`;

/** Values for the places of {@link phaseNumbersSql}. */
export const phaseParams = (order: readonly string[]): Params => ({
  phaseTexts: ['', ...order],
  phaseNumbers: ['', ...order].map((_, place) => place),
});

/** One pass, because building the sequences is most of the work. */
export const phaseFactsSql = (scope: Scope): string => `
  SELECT
    [${kinds.map((kind) => `'${kind}'`).join(', ')}][fact.1] AS kind, fact.2 AS a, fact.3 AS b, count() AS n, countIf(fact.4) AS flagged, sum(fact.5) AS amount,
    quantilesExactInclusive(${quantileLevels})(fact.6) AS delay
  FROM (
    SELECT
      arrayFilter(x -> x.1 > 0, arrayZip(numbers, jt)) AS touched,
      arrayFilter(
        (x, before) -> x.1 != before, touched,
        arrayPopBack(arrayPushFront(arrayMap(x -> x.1, touched), toUInt64(0)))
      ) AS stays,
      arrayMap(x -> x.1, stays) AS places, arrayMap(x -> x.2, stays) AS times,
      arrayPopBack(arrayPushFront(places, toUInt64(0))) AS before,
      {dataUntil:Int64} - jt[1] >= {horizon:Int64} AS old,
      arrayConcat(
        [
          ${fact('journey', `toUInt64(0), toUInt64(0), arrayExists((x, y) -> x < y, places, before), toUInt64(0), toInt64(0)`)},
          ${fact('observed', `toUInt64(0), toUInt64(0), old, toUInt64(0), toInt64(0)`)},
          ${fact('furthest', `toUInt64(arrayMax(arrayPushBack(places, toUInt64(0)))), toUInt64(0), 0, toUInt64(0), toInt64(0)`)},
          ${fact('without', `toUInt64(0), toUInt64(0), 0, toUInt64(countEqual(numbers, 0)), toInt64(0)`)}
        ],
        arrayMap(
          x -> ${fact('reach', `x, toUInt64(0), old AND times[indexOf(places, x)] - jt[1] <= {horizon:Int64}, toUInt64(countEqual(numbers, x)), toInt64(times[indexOf(places, x)] - jt[1])`)},
          arrayDistinct(places)
        ),
        arrayMap((x, y) -> ${fact('stay', `x, toUInt64(0), x < y, toUInt64(0), toInt64(0)`)}, places, before),
        arrayMap(
          (x, lag) -> ${fact('left', `x, toUInt64(0), 0, toUInt64(0), toInt64(lag)`)},
          arrayPopBack(places), arrayPopFront(arrayDifference(times))
        ),
        arrayMap(
          (x, y, nth, lag) -> ${fact('move', `x, y, nth = 1, toUInt64(0), toInt64(lag)`)},
          arrayPopBack(places), arrayPopFront(places),
          arrayEnumerateUniq(arrayPopBack(places), arrayPopFront(places)), arrayPopFront(arrayDifference(times))
        )
      ) AS facts
    FROM (
      SELECT ${cutSql} AS cut, arraySplit((x, y) -> y, t, cut) AS ts, arraySplit((x, y) -> y, ${phaseNumbersSql}, cut) AS fs
      FROM ${sequences(scope, ['f'])}
    )
    ARRAY JOIN ts AS jt, fs AS numbers
  )
  ARRAY JOIN facts AS fact
  GROUP BY fact.1, fact.2, fact.3
  ORDER BY kind, a, b`;
