import type {
  AttributionCredit,
  AttributionFigure,
  AttributionModel,
  AttributionModelResult,
  AttributionResult,
} from '@touchtrail/contract';
import { percentileInterval } from '../stats/poisson-bootstrap.ts';
import type { Said } from '../base/words.ts';

/** What a model gives to each channel, by position. */
export interface ModelFigures {
  conversions: readonly number[];
  /** Null where value cannot be shared out. */
  value: readonly number[] | null;
  removalEffects?: readonly number[];
}

/** A model's answer on the data, and on each of the resampled sets. */
export interface ModelAnswer {
  model: AttributionModel;
  figures: ModelFigures;
  draws: readonly ModelFigures[];
  standardErrors?: readonly number[];
}

/** A model that has no answer, and what to do about it. */
export interface ModelRefusal {
  model: AttributionModel;
  status: 'insufficient' | 'refused';
  why: Said;
}

// Equal but for the last digits: the order of additions must not decide who comes first.
const rank = (value: number): number => Number(value.toPrecision(9));

/** Places from the most, 1, to the least; equal values share the smaller number. */
export function ranksOf(values: readonly number[]): number[] {
  const falling = values.map(rank).toSorted((a, b) => b - a);
  const places = new Map<number, number>();
  for (const [at, value] of falling.entries()) if (!places.has(value)) places.set(value, at + 1);
  return values.map((value) => places.get(rank(value)) ?? values.length);
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const figure = (value: number, draws: readonly number[]): AttributionFigure => {
  const interval = percentileInterval(value, draws);
  return { value, low: interval?.low ?? null, high: interval?.high ?? null };
};

const divided = ({ value, low, high }: AttributionFigure, by: number): AttributionFigure => ({
  value: value / by,
  low: low === null ? null : low / by,
  high: high === null ? null : high / by,
});

/** Spend over conversions: more conversions, less cost, so the bounds change places. */
const costOf = (cost: number, { value, low, high }: AttributionFigure): AttributionFigure | null =>
  value > 0
    ? {
        value: cost / value,
        low: high === null ? null : cost / high,
        high: low === null || low === 0 ? null : cost / low,
      }
    : null;

/**
 * Credits with 95 % percentile intervals over the draws, the largest first.
 *
 * @param costs spend by channel, in the currency of the values
 */
export function summarise(
  channels: readonly string[],
  { model, figures, draws, standardErrors }: ModelAnswer,
  costs: ReadonlyMap<string, number> = new Map(),
): AttributionModelResult {
  const total = sum(figures.conversions);
  const ranks = ranksOf(figures.conversions);
  const drawnRanks = draws.map((draw) => ranksOf(draw.conversions));
  const totals = draws.map((draw) => sum(draw.conversions));
  const credits = channels.map((key, at): AttributionCredit => {
    const own = figures.conversions[at] ?? 0;
    const conversions = figure(
      own,
      draws.map((draw) => draw.conversions[at] ?? 0),
    );
    const share = figure(
      total > 0 ? own / total : 0,
      draws.map((draw, r) => (draw.conversions[at] ?? 0) / (totals[r] ?? 0)),
    );
    const value =
      figures.value === null
        ? null
        : figure(
            figures.value[at] ?? 0,
            draws.map((draw) => draw.value?.[at] ?? Number.NaN),
          );
    const removalEffect = figures.removalEffects
      ? figure(
          figures.removalEffects[at] ?? 0,
          draws.map((draw) => draw.removalEffects?.[at] ?? Number.NaN),
        )
      : null;
    const cost = costs.get(key) ?? null;
    return {
      key,
      conversions,
      share,
      value,
      removalEffect,
      rank: ranks[at] ?? 0,
      rankHolds:
        draws.length > 0
          ? drawnRanks.filter((drawn) => drawn[at] === ranks[at]).length / draws.length
          : null,
      touchesZero: (removalEffect ?? share).low === 0 || (removalEffect ?? share).value === 0,
      standardError: standardErrors?.[at] ?? null,
      cost,
      returnOnSpend: cost !== null && cost > 0 && value ? divided(value, cost) : null,
      costPerConversion: cost === null ? null : costOf(cost, conversions),
    };
  });
  return {
    model,
    status: 'ok',
    why: null,
    credits: credits.toSorted(
      (a, b) => rank(b.conversions.value) - rank(a.conversions.value) || (a.key < b.key ? -1 : 1),
    ),
  };
}

/** Half the sum of the differences of shares, for each pair of models, and the extremes for each channel. */
export function disagreementOf(
  models: readonly AttributionModelResult[],
): AttributionResult['disagreement'] {
  const shares = models
    .filter(({ status }) => status === 'ok')
    .map(({ model, credits }) => ({
      model,
      by: new Map(credits.map(({ key, share }) => [key, share.value])),
    }));
  const keys = [...(shares[0]?.by.keys() ?? [])];
  const distances = shares.flatMap((a, at) =>
    shares.slice(at + 1).map((b) => ({
      a: a.model,
      b: b.model,
      distance: sum(keys.map((key) => Math.abs((a.by.get(key) ?? 0) - (b.by.get(key) ?? 0)))) / 2,
    })),
  );
  const spreads = keys.flatMap((key) => {
    const rising = shares
      .map(({ model, by }) => ({ model, share: by.get(key) ?? 0 }))
      .toSorted((a, b) => rank(a.share) - rank(b.share));
    const [lowest, highest] = [rising[0], rising.at(-1)];
    return lowest && highest ? [{ key, lowest, highest }] : [];
  });
  return {
    distances,
    spreads: spreads.toSorted(
      (a, b) =>
        rank(b.highest.share - b.lowest.share) - rank(a.highest.share - a.lowest.share) ||
        (a.key < b.key ? -1 : 1),
    ),
  };
}
