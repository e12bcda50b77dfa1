import type { Chain } from './models/chain.ts';
import { markov } from './models/markov.ts';
import type { MarkovResult } from './models/markov.ts';
import { mostExact, mostSampled, shapley } from './models/shapley.ts';
import type { ShapleyResult } from './models/shapley.ts';
import type { ModelAnswer, ModelFigures, ModelRefusal } from './summarise.ts';
import type { Said } from '../base/words.ts';
import { say } from './say.ts';

/** Conversions and their value in a set; value null where it cannot be shared out. */
export interface Totals {
  conversions: number;
  value: number | null;
}

/** A chain of the data, and of each resampled set. */
export interface Resampled {
  chain: Chain;
  draws: number;
  draw: (replicate: number) => Chain;
}

/** Steps that the draws of one model may take, about ten seconds. */
const mostWork = 1e8;

const spread = (shares: readonly number[], { conversions, value }: Totals): ModelFigures => ({
  conversions: shares.map((share) => share * conversions),
  value: value === null ? null : shares.map((share) => share * value),
});

/** A model's answer with a note where it has no intervals. */
export interface ChainAnswer<Result> {
  answer: ModelAnswer | ModelRefusal;
  result: Result | null;
  note: Said | null;
}

/** Markov attribution of a set and its draws. */
export function markovAnswer(
  { chain, draws, draw }: Resampled,
  totals: Totals,
  drawTotals: readonly Totals[],
): ChainAnswer<MarkovResult> {
  const result = markov(chain);
  const figures = (of: MarkovResult, over: Totals): ModelFigures => ({
    ...spread(of.shares, over),
    removalEffects: of.removalEffects,
  });
  const isFeasible = draws * (chain.to.length + chain.windows.length) * chain.channels <= mostWork;
  return {
    result,
    note: isFeasible
      ? null
      : say(
          'No intervals for markov: resampling {n} states would take minutes. Tell fewer channels apart.',
          { n: chain.windows.length },
        ),
    answer: {
      model: 'markov',
      figures: figures(result, totals),
      draws: Array.from({ length: isFeasible ? draws : 0 }, (_, r) =>
        figures(markov(draw(r)), drawTotals[r] ?? totals),
      ),
    },
  };
}

/** Shapley attribution (order 1) of a set; draws only where it is exact. */
export function shapleyAnswer(
  { chain, draws, draw }: Resampled,
  totals: Totals,
  drawTotals: readonly Totals[],
): ChainAnswer<ShapleyResult> {
  if (chain.channels > mostSampled) {
    return {
      result: null,
      note: null,
      answer: {
        model: 'shapley',
        status: 'refused',
        why: say(
          '{n} channels are more than the {most} that orders are sampled of. Tell fewer channels apart.',
          { n: chain.channels, most: mostSampled },
        ),
      },
    };
  }
  const result = shapley(chain);
  return {
    result,
    note:
      result.method === 'sampled' && draws > 0
        ? say(
            'No intervals for shapley above {most} channels: {n} orders are sampled, with the standard error of that.',
            { most: mostExact, n: result.permutations },
          )
        : null,
    answer: {
      model: 'shapley',
      figures: spread(result.shares, totals),
      draws: Array.from({ length: result.method === 'exact' ? draws : 0 }, (_, r) =>
        spread(shapley(draw(r)).shares, drawTotals[r] ?? totals),
      ),
      ...(result.method === 'sampled' && { standardErrors: result.standardErrors }),
    },
  };
}
