import type { AttributionModelResult, AttributionParameters } from '@touchtrail/contract';
import { entryChannelParams } from '../base/entry-channel.ts';
import type { Prepared } from '../base/prepare.ts';
import type { TotalEffect } from '../make-or-break/effect.ts';
import { effectsOf } from '../make-or-break/estimate.ts';
import { judge, stretchOf } from '../make-or-break/judge.ts';
import { pairsSql } from '../make-or-break/query.ts';
import type { Parting } from '../make-or-break/query.ts';
import { times } from '../stats/estimate.ts';
import type { Keys } from './keys.ts';
import { say } from './say.ts';
import { ranksOf } from './summarise.ts';

/** How long touches are watched for what comes next; never longer than journeys may be silent. */
const mostHorizon = 14 * 86_400_000;
/** Keys that are judged together at most. */
const mostKeys = 200;
const modelRows = 120_000;

const divided = (part: number, by: number): number => (by > 0 ? part / by : 0);

/** Conversions that go with meeting a key: its effect times the journeys that met it. */
function creditOf(
  key: string,
  { effect }: TotalEffect,
  journeys: number,
  won: number,
  worth: number | null,
  cost: number | null,
): AttributionModelResult['credits'][number] {
  const value = worth === null ? null : times(effect, journeys * worth);
  const extra = effect.value * journeys;
  return {
    key,
    conversions: times(effect, journeys),
    share: times(effect, divided(journeys, won)),
    value,
    removalEffect: null,
    rank: 0,
    rankHolds: null,
    touchesZero: effect.low <= 0 && effect.high >= 0,
    standardError: null,
    cost,
    returnOnSpend:
      cost !== null && cost > 0 && value
        ? { value: value.value / cost, low: value.low / cost, high: value.high / cost }
        : null,
    // What brings nothing for sure has no price.
    costPerConversion:
      cost !== null && extra > 0
        ? {
            value: cost / extra,
            low: cost / (effect.high * journeys),
            high: effect.low > 0 ? cost / (effect.low * journeys) : null,
          }
        : null,
  };
}

interface Wanted {
  parameters: AttributionParameters;
  prepared: Prepared;
  keys: Keys;
  timezone: string;
  /** Conversions, and what one of them is worth on average. */
  won: number;
  worth: number | null;
  costs: ReadonlyMap<string, number> | undefined;
}

/**
 * The model `incremental`: total effects of make-or-break, each key in the place of a touchpoint, times
 * the journeys that met it. Credits do not sum to the conversions, and those of what goes with fewer of
 * them are below 0. A key without enough evidence has no credit.
 */
export async function incrementalModel(wanted: Wanted): Promise<AttributionModelResult> {
  const { parameters, prepared, keys, timezone, won, worth, costs } = wanted;
  const { query, warnings, language, dataFrom, dataUntil, inactivityLimitMs } = prepared;
  const horizon = Math.min(mostHorizon, inactivityLimitMs);
  const spanMs = Math.max(0, (dataUntil ?? 0) - (dataFrom ?? 0) - horizon);
  const { scope, rowSql, params } = keys.dimension;
  const isPlaces = parameters.by === 'touchpoint';
  const raw = (keys.params['keys'] as string[]).slice(0, mostKeys);
  const parting: Parting = {
    prefix: '',
    isOfRows: true,
    parts: 'jb',
    isOfJourney: false,
    // The key is what journeys entered by, too: the one cannot be held still while the other differs.
    replacesPlaces: true,
  };
  const pairs = isPlaces
    ? raw.map((id) => ({ id, part: id }))
    : await query<{ id: string; part: string }>(pairsSql, { places: ['0'], values: raw });
  const { byId, ids, fitted } = await judge({
    query,
    scope: isPlaces ? scope : { ...scope, split: rowSql },
    ...(!isPlaces && { parting }),
    judged: pairs.map(({ id }) => id),
    shared: {
      ...entryChannelParams,
      ...params,
      horizon,
      timezone,
      stretch: stretchOf(spanMs),
    },
    modelRows,
  });
  const effectOf = effectsOf(ids, fitted);
  const lacking: string[] = [];
  const credits = pairs.flatMap(({ id }, at) => {
    const key = keys.channels[at] ?? '';
    const effect = effectOf(id);
    if (!effect) {
      lacking.push(key);
      return [];
    }
    const journeys = byId.get(id)?.journeys ?? 0;
    return [creditOf(key, effect, journeys, won, worth, costs?.get(key) ?? null)];
  });
  const model = 'incremental' as const;
  if (credits.length === 0) {
    const why = say(
      'Nothing has the 200 journeys, 30 conversions and 30 journeys without one that an effect needs.',
    )[language];
    return { model, status: 'insufficient', why, credits: [] };
  }
  if (lacking.length > 0) {
    const some = lacking.slice(0, 5).join(', ');
    warnings.push(
      say('incremental: not enough evidence of {n} of {all} ({some}).', {
        n: lacking.length,
        all: pairs.length,
        some: lacking.length > 5 ? `${some} …` : some,
      }),
    );
  }
  const ranks = ranksOf(credits.map(({ conversions }) => conversions.value));
  for (const [at, credit] of credits.entries()) credit.rank = ranks[at] ?? 0;
  return {
    model,
    status: 'ok',
    why: null,
    credits: credits.toSorted(
      (a, b) => b.conversions.value - a.conversions.value || (a.key < b.key ? -1 : 1),
    ),
  };
}
