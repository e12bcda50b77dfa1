import type { AttributionModel, AttributionResult } from '@touchtrail/contract';
import type { Params } from '../base/scope.ts';
import { markovAnswer, shapleyAnswer } from './chain-models.ts';
import type { Resampled, Totals } from './chain-models.ts';
import type { Dimension, PathShape } from './journey-paths.ts';
import { leastLoss, orderLoss, orders } from './models/choose-order.ts';
import type { OrderLoss } from './models/choose-order.ts';
import { leaveOneOutPlan } from './models/leave-one-out.ts';
import { chainSql, foldedStepsSql, pathsSql } from './query.ts';
import type { PathRow, StepRow } from './query.ts';
import { readChains, readFolds } from './read-chains.ts';
import type { ModelAnswer, ModelRefusal } from './summarise.ts';
import type { Said } from '../base/words.ts';
import { say } from './say.ts';

/** Most rows of steps, and of paths, that are read. */
const mostSteps = 150_000;
const mostPaths = 100_000;
/** Most steps whose replicates are read too. */
const mostDrawnSteps = 5_000;
/** Most paths whose replicates are read too. */
const mostDrawnPaths = 1_000;

interface Wanted {
  asked: readonly AttributionModel[];
  dimension: Dimension;
  shape: PathShape;
  channels: number;
  position: (id: number) => number;
  /** 0: chosen. */
  order: number;
  draws: number;
  total: Totals;
  drawTotals: readonly Totals[];
  ask: <Row>(sql: string, values?: Params) => Promise<Row[]>;
}

/** What the models say that look at whole paths. */
export interface ChainAnswers {
  answers: (ModelAnswer | ModelRefusal)[];
  markov: AttributionResult['markov'];
  shapley: AttributionResult['shapley'];
  paths: number | null;
  notes: Said[];
}

/** Losses of the orders whose steps are few enough to be read. */
async function losses(wanted: Wanted, notes: Said[]): Promise<OrderLoss[]> {
  const { dimension, shape, ask, channels } = wanted;
  for (const most of [4, 2, 1]) {
    const tried = orders.filter((order) => order <= most);
    const rows = await ask<StepRow>(foldedStepsSql(dimension, shape), {
      orders: tried,
      mostSteps: mostSteps + 1,
    });
    if (rows.length > mostSteps) continue;
    if (most < 4) {
      notes.push(
        say(
          'Only Markov orders up to {order} were compared: the higher ones have more than {most} different steps.',
          { order: most, most: mostSteps },
        ),
      );
    }
    return tried.map((order) => orderLoss(order, channels, readFolds(rows, order)));
  }
  return [];
}

/** Reads a chain, with its replicates where they are few enough. */
async function chainOf(wanted: Wanted, order: number): Promise<Resampled | undefined> {
  const { dimension, shape, ask, channels, position, draws } = wanted;
  const read = (replicates: number): Promise<StepRow[]> =>
    ask<StepRow>(chainSql(dimension, shape, replicates > 0), {
      order,
      replicates,
      mostSteps: mostSteps + 1,
    });
  const isSmall = (channels + 2) ** (order + 1) <= mostDrawnSteps;
  let rows = await read(isSmall ? draws : 0);
  if (rows.length > mostSteps) return undefined;
  if (!isSmall && draws > 0 && rows.length <= mostDrawnSteps) rows = await read(draws);
  return readChains(rows, order, channels, position);
}

const tooManySteps = (model: AttributionModel): ModelRefusal => ({
  model,
  status: 'refused',
  why: say(
    'There are more than {most} different steps. Tell fewer keys apart, or take a lower order.',
    { most: mostSteps },
  ),
});

function leaveOneOutAnswer(
  rows: readonly PathRow[],
  { channels, position, total, draws }: Wanted,
): ModelAnswer {
  const plan = leaveOneOutPlan({
    channels: Array.from({ length: channels }, (_, at) => String(at)),
    rows: rows.map((row) => ({ ...row, steps: row.steps.map(position) })),
  });
  const figures = (of: (row: PathRow) => { won: number; lost: number; value: number }) => {
    const counts = rows.map(of);
    const credits = plan.credits(
      counts.map(({ won }) => won),
      counts.map(({ lost }) => lost),
      counts.map(({ value }) => value),
    );
    return { ...credits, value: total.value === null ? null : credits.value };
  };
  // A path that nobody took in any replicate has no list.
  const known = rows.some(({ conversionDraws }) => conversionDraws.length > 0) ? draws : 0;
  return {
    model: 'leave-one-out',
    figures: figures(({ conversions, nulls, value }) => ({
      won: conversions,
      lost: nulls,
      value,
    })),
    draws: Array.from({ length: known }, (_, r) =>
      figures(({ conversionDraws, nullDraws, valueDraws }) => ({
        won: conversionDraws[r] ?? 0,
        lost: nullDraws[r] ?? 0,
        value: valueDraws[r] ?? 0,
      })),
    ),
  };
}

/** Markov, Shapley and leave-one-out of the journeys of a site. */
export async function chainAnswers(wanted: Wanted): Promise<ChainAnswers> {
  const { asked, dimension, shape, ask, total, drawTotals, draws } = wanted;
  const found: ChainAnswers = { answers: [], markov: null, shapley: null, paths: null, notes: [] };
  const chains = new Map<number, Resampled | undefined>();
  const chain = async (order: number): Promise<Resampled | undefined> => {
    if (!chains.has(order)) chains.set(order, await chainOf(wanted, order));
    return chains.get(order);
  };
  if (asked.includes('markov')) {
    const compared = wanted.order === 0 ? await losses(wanted, found.notes) : [];
    const order = wanted.order === 0 ? leastLoss(compared) : wanted.order;
    const source = await chain(order);
    if (source) {
      const { answer, result, note } = markovAnswer(source, total, drawTotals);
      if (note !== null) found.notes.push(note);
      else if (source.draws < draws) {
        found.notes.push(
          say(
            'No intervals for markov: more than {most} different steps. Tell fewer keys apart, or take a lower order.',
            { most: mostDrawnSteps },
          ),
        );
      }
      found.answers.push(answer);
      found.markov = {
        order,
        chosen: wanted.order === 0 ? 'cross-validation' : 'given',
        losses: compared,
        conversionRate: result?.conversionRate ?? 0,
        states: source.chain.windows.length,
      };
    } else found.answers.push(tooManySteps('markov'));
  }
  if (asked.includes('shapley')) {
    const source = await chain(1);
    if (source) {
      const { answer, result, note } = shapleyAnswer(source, total, drawTotals);
      if (note !== null) found.notes.push(note);
      found.answers.push(answer);
      found.shapley = result && { method: result.method, permutations: result.permutations };
    } else found.answers.push(tooManySteps('shapley'));
  }
  if (asked.includes('leave-one-out')) {
    const read = (withDraws: boolean): Promise<PathRow[]> =>
      ask<PathRow>(pathsSql(dimension, shape, withDraws), {
        mostPaths: mostPaths + 1,
        ...(withDraws && { replicates: draws }),
      });
    let rows = await read(false);
    if (rows.length > mostPaths) {
      found.answers.push({
        model: 'leave-one-out',
        status: 'refused',
        why: say('There are more than {most} different paths. Tell fewer keys apart.', {
          most: mostPaths,
        }),
      });
    } else {
      found.paths = rows.length;
      if (draws > 0 && rows.length <= mostDrawnPaths) rows = await read(true);
      else if (draws > 0) {
        found.notes.push(
          say(
            'No intervals for leave-one-out: more than {most} different paths. Tell fewer keys apart.',
            { most: mostDrawnPaths },
          ),
        );
      }
      found.answers.push(leaveOneOutAnswer(rows, wanted));
    }
  }
  return found;
}
