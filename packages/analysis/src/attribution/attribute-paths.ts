import { attributionModels } from '@touchtrail/contract';
import type { AttributionModel, AttributionResult } from '@touchtrail/contract';
import { markovAnswer, shapleyAnswer } from './chain-models.ts';
import type { Resampled, Totals } from './chain-models.ts';
import { chainPlan } from './models/chain-of.ts';
import { dealtSteps, leastLoss, orderLoss, orders } from './models/choose-order.ts';
import { leaveOneOutPlan } from './models/leave-one-out.ts';
import { toPathSet } from './models/path-set.ts';
import type { PathCount, PathSet } from './models/path-set.ts';
import type { PositionShares } from './models/position-weights.ts';
import { poisson } from './models/poisson.ts';
import { seeded } from './models/random.ts';
import { ruleWeights } from './models/rule-models.ts';
import type { RuleModel, RuleOptions } from './models/rule-models.ts';
import { transformPath } from './models/transform.ts';
import type { PathTransform } from './models/transform.ts';
import { disagreementOf, summarise } from './summarise.ts';
import type { ModelAnswer, ModelFigures, ModelRefusal } from './summarise.ts';
import type { Said } from '../base/words.ts';
import { say } from './say.ts';

/** What is asked of counted paths. */
export interface PathRequest {
  /** Empty: all that need no times. */
  models: readonly AttributionModel[];
  transform: PathTransform;
  /** Channel that is direct. */
  direct: string;
  /** Channel whose first touch makes a lead. */
  lead: string | undefined;
  /** Shares of `custom`. */
  weights: PositionShares | undefined;
  /** 0: chosen by cross-validation. */
  order: number;
  /** Most channels told apart. */
  channels: number;
  replicates: number;
  /** Empty when the file names none. */
  currency: string;
  /** Why value is not shared out. */
  valueRefused: AttributionResult['valueRefused'];
  costs?: ReadonlyMap<string, number>;
}

/** The figures, and what to know before reading them. */
export interface PathsAnswer {
  result: AttributionResult;
  warnings: string[];
}

/** Where channels beyond the most frequent go. */
export const otherChannel = '(other)';

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function foldRare(
  counts: readonly PathCount[],
  most: number,
  warnings: Said[],
): readonly PathCount[] {
  const touches = new Map<string, number>();
  for (const { path, conversions, nulls } of counts) {
    for (const channel of path) {
      touches.set(channel, (touches.get(channel) ?? 0) + conversions + nulls);
    }
  }
  if (touches.size <= most) return counts;
  const kept = new Set(
    [...touches]
      .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .slice(0, most)
      .map(([channel]) => channel),
  );
  warnings.push(
    say('Of {n} channels the {most} most frequent are told apart, the rest is {other}.', {
      n: touches.size,
      most,
      other: otherChannel,
    }),
  );
  return counts.map((row) => ({
    ...row,
    path: row.path.map((channel) => (kept.has(channel) ? channel : otherChannel)),
  }));
}

function transformed(counts: readonly PathCount[], request: PathRequest): PathSet {
  const set = toPathSet(counts);
  const direct = set.channels.indexOf(request.direct);
  return {
    channels: set.channels,
    rows: set.rows.map((row) => ({
      ...row,
      steps: transformPath(row.steps, request.transform, direct),
    })),
  };
}

/** Counts of the rows, resampled: each journey by a Poisson(1) weight, as if each were a person. */
interface Draw {
  conversions: Float64Array;
  nulls: Float64Array;
  value: Float64Array;
}

function drawOf({ rows }: PathSet, seed: number): Draw {
  const random = seeded(seed);
  const conversions = Float64Array.from(rows, (row) => poisson(row.conversions, random));
  return {
    conversions,
    nulls: Float64Array.from(rows, (row) => poisson(row.nulls, random)),
    value: Float64Array.from(rows, (row, at) =>
      row.conversions > 0 ? (row.value * (conversions[at] ?? 0)) / row.conversions : 0,
    ),
  };
}

function ruleAnswer(
  model: RuleModel,
  { channels, rows }: PathSet,
  options: RuleOptions,
  data: Draw,
  draws: readonly Draw[],
  hasValue: boolean,
): ModelAnswer {
  const weights = rows.map((row) =>
    row.conversions > 0 ? ruleWeights(model, row.steps, options) : [],
  );
  const figures = ({ conversions, value }: Draw): ModelFigures => {
    const credits = { conversions: channels.map(() => 0), value: channels.map(() => 0) };
    for (const [row, own] of weights.entries()) {
      for (const [at, weight] of own.entries()) {
        if (weight === 0) continue;
        const step = rows[row]?.steps[at] ?? 0;
        credits.conversions[step] =
          (credits.conversions[step] ?? 0) + weight * (conversions[row] ?? 0);
        credits.value[step] = (credits.value[step] ?? 0) + weight * (value[row] ?? 0);
      }
    }
    return { conversions: credits.conversions, value: hasValue ? credits.value : null };
  };
  return { model, figures: figures(data), draws: draws.map(figures) };
}

const needTimes: ReadonlySet<AttributionModel> = new Set(['time-decay', 'time-decay-step']);

/** Why a model cannot be asked of these paths. */
function refusalOf(
  model: AttributionModel,
  request: PathRequest,
  conversions: number,
): ModelRefusal | undefined {
  if (needTimes.has(model)) {
    return {
      model,
      status: 'refused',
      why: say('Counted paths have no times. Ask the report attribution of a site.'),
    };
  }
  if (model === 'incremental') {
    return {
      model,
      status: 'refused',
      why: say(
        'It needs journeys step by step, and what became of them. Ask the report attribution of a site.',
      ),
    };
  }
  if (model === 'custom' && request.weights === undefined) {
    return {
      model,
      status: 'refused',
      why: say('It needs its shares: weights first:40,lead:0,last:40,middle:20.'),
    };
  }
  if (conversions === 0) {
    return { model, status: 'insufficient', why: say('No journey converted: there is no credit.') };
  }
  return undefined;
}

/** Models that are asked when nobody named any. */
const asked = ({ models, weights }: PathRequest): readonly AttributionModel[] =>
  models.length > 0
    ? attributionModels.filter((model) => models.includes(model))
    : attributionModels.filter(
        (model) =>
          model !== 'incremental' &&
          !needTimes.has(model) &&
          (model !== 'custom' || weights !== undefined),
      );

/**
 * Attribution of counted paths, with nothing but arithmetic: no database, no clock, the same answer each
 * time.
 *
 * Intervals: each journey is resampled by a Poisson(1) weight, as if each were another person's; where
 * people have several journeys they are too narrow. The value of a path's journeys is taken as equal.
 *
 * @example
 * attributePaths([{ path: ['ads', 'email'], conversions: 3, value: 90, nulls: 40 }], request).result.models;
 */
export function attributePaths(counts: readonly PathCount[], request: PathRequest): PathsAnswer {
  const warnings: Said[] = [];
  const folded = foldRare(counts, request.channels, warnings);
  const set = transformed(folded, request);
  const { channels, rows } = set;
  const hasValue = request.valueRefused === null;
  const total: Totals = {
    conversions: sum(rows.map((row) => row.conversions)),
    value: hasValue ? sum(rows.map((row) => row.value)) : null,
  };
  const nulls = sum(rows.map((row) => row.nulls));
  const data: Draw = {
    conversions: Float64Array.from(rows, (row) => row.conversions),
    nulls: Float64Array.from(rows, (row) => row.nulls),
    value: Float64Array.from(rows, (row) => row.value),
  };
  const draws = Array.from({ length: total.conversions > 0 ? request.replicates : 0 }, (_, r) =>
    drawOf(set, r + 1),
  );
  const drawTotals = draws.map((draw): Totals => ({
    conversions: sum([...draw.conversions]),
    value: hasValue ? sum([...draw.value]) : null,
  }));
  const options: RuleOptions = {
    direct: channels.indexOf(request.direct),
    lead: request.lead === undefined ? -1 : channels.indexOf(request.lead),
    custom: request.weights ?? { first: 0, lead: 0, last: 0, middle: 1 },
  };
  const resampled = (order: number): Resampled => {
    const plan = chainPlan(set, order);
    return {
      chain: plan.chain,
      draws: draws.length,
      draw: (r) => plan.recount(draws[r]?.conversions ?? [], draws[r]?.nulls ?? []),
    };
  };
  const losses =
    request.order === 0 && total.conversions > 0
      ? orders.map((order) => orderLoss(order, channels.length, dealtSteps(set, order)))
      : [];
  const order = request.order === 0 ? leastLoss(losses) : request.order;
  let markov: AttributionResult['markov'] = null;
  let shapley: AttributionResult['shapley'] = null;

  const answerOf = (model: AttributionModel): ModelAnswer | ModelRefusal => {
    const refusal = refusalOf(model, request, total.conversions);
    if (refusal) return refusal;
    if (model === 'markov') {
      const source = resampled(order);
      const { answer, result, note } = markovAnswer(source, total, drawTotals);
      if (note !== null) warnings.push(note);
      markov = {
        order,
        chosen: request.order === 0 ? 'cross-validation' : 'given',
        losses,
        conversionRate: result?.conversionRate ?? 0,
        states: source.chain.windows.length,
      };
      return answer;
    }
    if (model === 'shapley') {
      const { answer, result, note } = shapleyAnswer(resampled(1), total, drawTotals);
      if (note !== null) warnings.push(note);
      shapley = result && { method: result.method, permutations: result.permutations };
      return answer;
    }
    if (model === 'leave-one-out') {
      const plan = leaveOneOutPlan(set);
      const figures = (draw: Draw): ModelFigures => {
        const credits = plan.credits(draw.conversions, draw.nulls, draw.value);
        return hasValue ? credits : { ...credits, value: null };
      };
      return { model, figures: figures(data), draws: draws.map(figures) };
    }
    return ruleAnswer(model as RuleModel, set, options, data, draws, hasValue);
  };
  const models = asked(request)
    .map(answerOf)
    .map((answer) =>
      'why' in answer
        ? { ...answer, why: answer.why.en, credits: [] }
        : summarise(channels, answer, request.costs),
    );
  warnings.push(...warningsOf(channels.length, total.conversions, nulls));
  return {
    warnings: warnings.map((warning) => warning.en),
    result: {
      by: 'channel',
      conversions: total.conversions,
      nulls,
      paths: new Set(rows.map((row) => row.steps.join())).size,
      value: total.value === null ? null : { currency: request.currency, total: total.value },
      valueRefused: request.valueRefused,
      models,
      markov,
      shapley,
      disagreement: disagreementOf(models),
      intervals: { replicates: draws.length, by: 'journey' },
      costs: null,
    },
  };
}

/** What makes the figures say less than they seem to. */
export function warningsOf(channels: number, conversions: number, nulls: number): Said[] {
  const warnings: Said[] = [];
  if (conversions === 0) warnings.push(say('No journey converted: there is no credit to give.'));
  else if (conversions < 30) {
    warnings.push(say('Few data: {n} conversions. Intervals are wide.', { n: conversions }));
  }
  if (conversions > 0 && nulls === 0) {
    warnings.push(
      say(
        'No journey was lost: Markov, Shapley and leave-one-out cannot tell channels that convert from those that are merely met. Add the journeys that did not convert.',
      ),
    );
  }
  if (channels === 1)
    warnings.push(say('There is one channel only: it gets everything in every model.'));
  return warnings;
}
