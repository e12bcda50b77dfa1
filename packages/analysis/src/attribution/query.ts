import type { AttributionModel } from '@touchtrail/contract';
import { poissonBounds } from '../stats/poisson-bootstrap.ts';
import { journeyPaths } from './journey-paths.ts';
import type { Dimension, PathShape } from './journey-paths.ts';
import { uShares, wShares } from './models/position-weights.ts';
import type { PositionShares } from './models/position-weights.ts';

/** Models whose credits are added up inside the engine, touch by touch. */
export type SummedModel = Exclude<
  AttributionModel,
  'markov' | 'shapley' | 'leave-one-out' | 'incremental'
>;

/** Whether a model is added up inside the engine. */
export const isSummed = (model: AttributionModel): model is SummedModel => model in creditSql;

/**
 * What a conversion is worth in the currency of the answer; 0 where no rate is known. Rates are lists of
 * equal length, rising by day within a currency.
 */
const rateSql = `if(currency IN ({currency:String}, ''), 1, if(
  arrayLastIndex((c, d) -> c = currency AND d <= ended, {rateCurrencies:Array(String)}, {rateDays:Array(Int64)}) AS rateAt = 0,
  0, {rates:Array(Float64)}[rateAt]))`;

/** Conversions by currency, and those of them that cannot be shared out. */
export interface ValueRow {
  /** Empty for conversions without value. */
  code: string;
  wins: number;
  losses: number;
  /** Conversions with value, and with value below 0. */
  valued: number;
  negative: number;
  /** Conversions with value whose day has no rate. */
  unrated: number;
  /** Conversions without any touch that could get the credit. */
  pathless: number;
}

export const valueSql = (dimension: Dimension, shape: PathShape): string => `
  SELECT
    if(won AND worth != 0, currency, '') AS code,
    countIf(won AND notEmpty(path)) AS wins, countIf(NOT won AND notEmpty(path)) AS losses,
    countIf(won AND worth != 0) AS valued, countIf(won AND worth < 0) AS negative,
    countIf(won AND worth != 0 AND rate = 0) AS unrated, countIf(won AND empty(path)) AS pathless
  FROM (SELECT *, ${rateSql} AS rate FROM ${journeyPaths(dimension, shape)})
  GROUP BY code`;

/** Bounds that a number of 32 bits can reach. */
const reached = poissonBounds
  .map((bound) => Math.round(bound * 2 ** 32))
  .filter((at) => at < 2 ** 32);

/** Poisson(1) weights of a subject, one a replicate: how many bounds a hashed number reaches. */
const weightsSql = `arrayMap(
    u -> toUInt8(${reached.map((bound) => `(u >= toUInt32(${bound}))`).join(' + ')}),
    arrayMap(r -> toUInt32(bitShiftRight(intHash64(cityHash64(subject) + r), 32)), range({replicates:UInt32})))`;

const places = (
  shares: Record<keyof PositionShares, number | string>,
  leadAt: 'leadAt' | '0' = 'leadAt',
): string => {
  const { first, lead, last, middle } = shares;
  const middles = `greatest(toInt64(n) - 2 - (${leadAt} > 1 AND ${leadAt} < n), 0)`;
  const present = `(${first} + ${last} + if(${leadAt} > 0, ${lead}, 0) + if(${middles} > 0, ${middle}, 0))`;
  return `arrayMap(i -> multiIf(n = 1, 1, ${present} = 0, 1 / n, (
      (i = 1) * ${first} + (i = n) * ${last} + (i = ${leadAt}) * ${lead}
      + (i != 1 AND i != n AND i != ${leadAt}) * ${middle} / greatest(${middles}, 1)) / ${present}), at)`;
};

const decay = (life: string): string =>
  `arrayMap(x -> x / arraySum(arrayMap(y -> exp2(arrayMin(${life}) - y), ${life})), arrayMap(y -> exp2(arrayMin(${life}) - y), ${life}))`;

/** The credit of each touch of `path`; the same as the pure models give. */
const creditSql: Readonly<Record<SummedModel, string>> = {
  first: 'arrayMap(i -> i = 1, at)',
  last: 'arrayMap(i -> i = n, at)',
  'last-non-direct': `arrayMap(i -> i = if(notDirect = 0, n, notDirect), at)`,
  linear: 'arrayMap(i -> 1 / n, at)',
  'u-shaped': places({ ...uShares }, '0'),
  'w-shaped': places({ ...wShares }),
  custom: places({
    first: '{customFirst:Float64}',
    lead: '{customLead:Float64}',
    last: '{customLast:Float64}',
    middle: '{customMiddle:Float64}',
  }),
  'time-decay': decay('lives'),
  'time-decay-step': decay('wholeLives'),
  'shapley-simplified':
    'arrayMap(x -> (x = 1) / length(arrayDistinct(path)), arrayEnumerateUniq(path))',
};

/** A key with what each model gives to it, in the order asked; of the data (0) or a replicate. */
export interface CreditRow {
  key: number;
  replicate: number;
  conversions: number[];
  value: number[];
}

/**
 * Credits of all models in one pass over the converted journeys; the replicates of the bootstrap are made
 * in the same pass, from weights that hang on the hash of the person alone. Replicate 0 is the data: each
 * person once.
 *
 * @param withValue whether value is shared out too
 */
export function creditsSql(
  dimension: Dimension,
  shape: PathShape,
  models: readonly SummedModel[],
  withValue: boolean,
): string {
  const each = (text: (at: number) => string): string => models.map((_, at) => text(at)).join(', ');
  return `
  SELECT
    key, replicate, [${each((at) => `sum(weight * c${at})`)}] AS conversions,
    ${withValue ? `[${each((at) => `sum(weight * v${at})`)}]` : '[]'} AS value
  FROM (
    SELECT
      subject, key,
      ${each((at) => `sum(toFloat64(w${at})) AS c${at}${withValue ? `, sum(w${at} * money) AS v${at}` : ''}`)}
    FROM (
      SELECT
        subject, worth * ${rateSql} AS money, path, length(path) AS n, arrayEnumerate(path) AS at,
        arrayLastIndex(x -> x != {directId:UInt16}, path) AS notDirect,
        arrayMap(x -> x / {halfLife:Int64}, ages) AS lives, arrayMap(x -> floor(x), lives) AS wholeLives,
        ${models.map((model, at) => `${creditSql[model]} AS m${at}`).join(', ')}
      FROM ${journeyPaths(dimension, shape)}
      WHERE won AND notEmpty(path)
    )
    ARRAY JOIN path AS key, ${each((at) => `m${at} AS w${at}`)}
    GROUP BY subject, key
  )
  ARRAY JOIN
    arrayMap(x -> toUInt16(x), range({replicates:UInt32} + 1)) AS replicate,
    arrayPushFront(${weightsSql}, 1) AS weight
  WHERE weight > 0
  GROUP BY key, replicate ORDER BY key, replicate`;
}

/** A counted step of a chain; `from` is empty for the first window, `to` for the end of a journey. */
export interface StepRow {
  order: number;
  from: number[];
  to: number[];
  won: boolean;
  counts: number[];
}

const stepsSql = (windows: string): string => `
      arrayConcat(
        arrayMap((a, b) -> (a, b, false), arrayPushFront(arrayPopBack(${windows}), CAST([], 'Array(UInt16)')), ${windows}),
        [(${windows}[-1], CAST([], 'Array(UInt16)'), toBool(won))]
      )`;

const windowsSql = (path: string, order: string): string =>
  `arrayCompact(arrayMap(x -> arraySlice(${path}, x, ${order}), range(1, toUInt32(greatest(toInt64(length(${path})) - ${order} + 1, 1)) + 1)))`;

/** Steps of several orders by fold of the person, neighbouring repeats merged. */
export const foldedStepsSql = (dimension: Dimension, shape: PathShape): string => `
  SELECT
    toUInt8(order) AS order, step.1 AS from, step.2 AS to, step.3 AS won,
    sumForEach(arrayMap(x -> x = fold, range(10))) AS counts
  FROM (
    SELECT
      cityHash64('fold', subject) % 10 AS fold, order,
      ${windowsSql('arrayCompact(path)', 'order')} AS windows, ${stepsSql('windows')} AS steps
    FROM ${journeyPaths(dimension, shape)}
    ARRAY JOIN {orders:Array(UInt8)} AS order
    WHERE notEmpty(path)
  )
  ARRAY JOIN steps AS step
  GROUP BY order, from, to, won
  ORDER BY order, from, to, won
  LIMIT {mostSteps:UInt32}`;

/** Steps of one order: how many in all, and in each replicate. */
export const chainSql = (dimension: Dimension, shape: PathShape, withDraws: boolean): string => `
  SELECT
    toUInt8({order:UInt8}) AS order, step.1 AS from, step.2 AS to, step.3 AS won,
    arrayPushFront(${withDraws ? 'sumForEach(weights)' : `CAST([], 'Array(UInt64)')`}, count()) AS counts
  FROM (
    SELECT
      ${withDraws ? `${weightsSql} AS weights,` : ''}
      ${windowsSql('path', 'toInt64({order:UInt8})')} AS windows, ${stepsSql('windows')} AS steps
    FROM ${journeyPaths(dimension, shape)}
    WHERE notEmpty(path)
  )
  ARRAY JOIN steps AS step
  GROUP BY from, to, won
  ORDER BY from, to, won
  LIMIT {mostSteps:UInt32}`;

/** Equal paths, counted. */
export interface PathRow {
  steps: number[];
  conversions: number;
  nulls: number;
  value: number;
  /** The same in each replicate; empty where they were not asked for. */
  conversionDraws: number[];
  nullDraws: number[];
  valueDraws: number[];
}

const drawsSql = (weights: string, condition: string, withDraws: boolean): string =>
  withDraws ? `sumForEachIf(${weights}, ${condition})` : `CAST([], 'Array(Float64)')`;

export const pathsSql = (dimension: Dimension, shape: PathShape, withDraws: boolean): string => `
  SELECT
    any(path) AS steps, countIf(won) AS conversions, countIf(NOT won) AS nulls, sumIf(money, won) AS value,
    ${drawsSql('weights', 'won', withDraws)} AS conversionDraws,
    ${drawsSql('weights', 'NOT won', withDraws)} AS nullDraws,
    ${drawsSql('arrayMap(x -> x * money, weights)', 'won', withDraws)} AS valueDraws
  FROM (
    SELECT path, won, worth * ${rateSql} AS money ${withDraws ? `, ${weightsSql} AS weights` : ''}
    FROM ${journeyPaths(dimension, shape)}
  )
  WHERE notEmpty(path)
  GROUP BY sipHash128(path)
  ORDER BY steps
  LIMIT {mostPaths:UInt32}`;
