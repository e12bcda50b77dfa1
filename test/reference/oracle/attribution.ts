import { models } from '@touchtrail/analysis/attribution';
import type { AttributionModel, AttributionParameters } from '@touchtrail/contract';
import type { Journey } from './base.ts';
import { entryChannel } from './entry-channel.ts';
import type { LogTouch } from './log.ts';

/** What is asked, with everything said. */
export interface AttributionCase {
  by: 'channel' | 'touchpoint' | 'props.plan';
  transform: AttributionParameters['transform'];
  conversionTouch: 'include' | 'exclude';
  lookback: number;
  halfLife: number;
  direct: string;
  lead: string;
  order: 1 | 2 | 3;
}

/** One closed journey as a path of keys. */
export interface OraclePath {
  keys: string[];
  ages: number[];
  lead: number;
  won: boolean;
  value: number;
}

const keyOf = (touch: LogTouch, by: AttributionCase['by']): string => {
  if (by === 'channel') return entryChannel(touch);
  if (by === 'touchpoint') return touch.place;
  return touch.place === 'cart' ? 'a' : '(none)';
};

/** The path of a journey, one plain loop at a time; undefined for an open journey. */
export function pathOf(journey: Journey, asked: AttributionCase): OraclePath | undefined {
  if (journey.outcome === 'open') return undefined;
  const won = journey.outcome === 'converted';
  const last = journey.touches.at(-1);
  if (!last) return undefined;
  let touches = journey.touches.filter((touch) => touch.ts > last.ts - asked.lookback);
  if (won && asked.conversionTouch === 'exclude') touches = touches.slice(0, -1);
  const key = (touch: LogTouch) => keyOf(touch, asked.by);
  const lead = touches.findIndex((touch) => touch.place === asked.lead);
  const kept: number[] = [];
  for (const [at, touch] of touches.entries()) {
    const next = touches[at + 1];
    const isLastOfRun = !next || key(next) !== key(touch);
    const isFirst = !touches.slice(0, at).some((before) => key(before) === key(touch));
    const hasLater = touches.slice(at).some((later) => key(later) !== asked.direct);
    const onlyDirect = touches.every((one) => key(one) === asked.direct);
    const keep = {
      none: true,
      'merge-repeats': isLastOfRun,
      'first-of-each': isFirst,
      'drop-trailing-direct': hasLater || onlyDirect,
    }[asked.transform];
    if (keep) kept.push(at);
  }
  const next = kept.findIndex((at) => at >= lead);
  return {
    keys: kept.map((at) => key(touches[at] as LogTouch)),
    ages: kept.map((at) => last.ts - (touches[at]?.ts ?? 0)),
    lead: lead < 0 ? -1 : next < 0 ? kept.length - 1 : next,
    won,
    value: won ? last.value : 0,
  };
}

const custom = { first: 5, lead: 15, last: 30, middle: 50 };
/** The same shares as text. */
export const customText = 'first:5,lead:15,last:30,middle:50';

function weights(model: AttributionModel, path: OraclePath, asked: AttributionCase): number[] {
  const n = path.keys.length;
  const one = (chosen: number) => path.keys.map((_, at) => (at === chosen ? 1 : 0));
  switch (model) {
    case 'first':
      return one(0);
    case 'last':
      return one(n - 1);
    case 'last-non-direct': {
      const at = path.keys.findLastIndex((key) => key !== asked.direct);
      return one(at < 0 ? n - 1 : at);
    }
    case 'linear':
      return path.keys.map(() => 1 / n);
    case 'u-shaped':
      return models.positionWeights(n, -1, models.uShares);
    case 'w-shaped':
      return models.positionWeights(n, path.lead, models.wShares);
    case 'custom':
      return models.positionWeights(n, path.lead, custom);
    case 'time-decay':
    case 'time-decay-step':
      return models.timeDecayWeights(path.ages, asked.halfLife, model === 'time-decay-step');
    default: {
      const distinct = new Set(path.keys);
      return path.keys.map((key, at) => (path.keys.indexOf(key) === at ? 1 / distinct.size : 0));
    }
  }
}

/** Conversions and value by model and key. */
export function oracleAttribution(
  paths: readonly OraclePath[],
  asked: AttributionCase,
  names: readonly AttributionModel[],
): Record<string, Record<string, [number, number]>> {
  const used = paths.filter((path) => path.keys.length > 0);
  const set = models.toPathSet(
    used.map((path) => ({
      path: path.keys,
      conversions: path.won ? 1 : 0,
      value: path.value,
      nulls: path.won ? 0 : 1,
    })),
  );
  const won = used.filter((path) => path.won).length;
  const worth = used.reduce((sum, path) => sum + path.value, 0);
  const shared = (shares: readonly number[]): Record<string, [number, number]> =>
    Object.fromEntries(
      set.channels.map((key, at) => [key, [(shares[at] ?? 0) * won, (shares[at] ?? 0) * worth]]),
    );
  const answer: Record<string, Record<string, [number, number]>> = {};
  for (const model of names) {
    if (model === 'markov')
      answer[model] = shared(models.markov(models.chainOf(set, asked.order)).shares);
    else if (model === 'shapley')
      answer[model] = shared(models.shapley(models.chainOf(set, 1)).shares);
    else if (model === 'leave-one-out') {
      const credits = models.leaveOneOutCredits(set);
      answer[model] = Object.fromEntries(
        set.channels.map((key, at) => [
          key,
          [credits.conversions[at] ?? 0, credits.value[at] ?? 0],
        ]),
      );
    } else {
      const sums: Record<string, [number, number]> = {};
      for (const path of used) {
        if (!path.won) continue;
        for (const [at, weight] of weights(model, path, asked).entries()) {
          const key = path.keys[at] ?? '';
          const [count, value] = sums[key] ?? [0, 0];
          sums[key] = [count + weight, value + weight * path.value];
        }
      }
      answer[model] = sums;
    }
  }
  return answer;
}
