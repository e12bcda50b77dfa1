import { attributionModels } from '@touchtrail/contract';
import type {
  AttributionModel,
  AttributionParameters,
  AttributionResult,
  ReportTypes,
} from '@touchtrail/contract';
import type { CurrencyRate, MarketingCost } from '@touchtrail/store';
import { envelope } from '../base/envelope.ts';
import { prepare } from '../base/prepare.ts';
import type { Params } from '../base/scope.ts';
import type { ReportContext } from '../reports.ts';
import { warningsOf } from './attribute-paths.ts';
import { chainAnswers } from './chain-answers.ts';
import { readMoney } from './money.ts';
import { incrementalModel } from './incremental.ts';
import { keysOf } from './keys.ts';
import { creditsSql, isSummed } from './query.ts';
import type { CreditRow, SummedModel } from './query.ts';
import { dayIn, spendIn } from './spend.ts';
import { disagreementOf, summarise } from './summarise.ts';
import type { ModelAnswer, ModelRefusal } from './summarise.ts';
import { definition } from './words.ts';
import { say } from './say.ts';

/** What must be known of the answer beside its figures. */
const askedModels = ({ models, weights }: AttributionParameters): AttributionModel[] =>
  attributionModels.filter((model) =>
    models.length > 0
      ? models.includes(model)
      : model !== 'incremental' && (model !== 'custom' || weights !== undefined),
  );

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Who gets the credit for conversions, by several models side by side. See {@link definition}. */
export async function attribution(
  parameters: AttributionParameters,
  context: ReportContext,
): Promise<ReportTypes['attribution']> {
  const startedAt = context.clock();
  const { lead, replicates, weights } = parameters;
  const prepared = await prepare(parameters, context, { needsGap: false, mentioned: lead });
  const { query, warnings, population } = prepared;
  const timezone = parameters.timezone ?? context.site.timezone;
  const keys = await keysOf(parameters, prepared);
  const { dimension, shape, channels, position } = keys;
  const custom = weights ?? { first: 0, lead: 0, last: 0, middle: 1 };
  const shared = {
    ...keys.params,
    lookback: parameters.lookback,
    halfLife: parameters.halfLife,
    customFirst: custom.first,
    customLead: custom.lead,
    customLast: custom.last,
    customMiddle: custom.middle,
  };
  const knownRates = await query<CurrencyRate>(
    `SELECT from_currency AS from, to_currency AS to, toString(first_day) AS firstDay, rate
     FROM currency_rates FINAL WHERE site_id = {site:String}`,
  );
  const money = await readMoney(
    dimension,
    shape,
    knownRates,
    context.site.currency,
    (sql, values) => query(sql, { ...shared, ...values }),
  );
  const { won, lost, pathless } = money;
  if (pathless > 0) {
    population.excluded.push({
      why: say('conversions without another touch to credit')[prepared.language],
      count: pathless,
    });
  }
  const ask = <Row>(sql: string, values: Params = {}) =>
    query<Row>(sql, { ...shared, ...money.params, ...values });

  const asked = askedModels(parameters);
  const refused = (model: AttributionModel): ModelRefusal | undefined => {
    if (model === 'custom' && weights === undefined) {
      const why = say('It needs its shares: weights first:40,lead:0,last:40,middle:20.');
      return { model, status: 'refused', why };
    }
    if (won > 0) return undefined;
    return { model, status: 'insufficient', why: say('No journey converted: there is no credit.') };
  };
  // One of them says how many conversions there are in each replicate.
  const summed: SummedModel[] = asked.filter(isSummed).filter((model) => !refused(model));
  const counted: SummedModel[] = summed.length > 0 ? summed : ['last'];
  const figuresPerDraw = channels.length * counted.length * 2;
  const isFeasible =
    replicates * figuresPerDraw <= 1_000_000 && (replicates + 1) * channels.length <= 150_000;
  const draws = won > 0 && isFeasible ? replicates : 0;
  if (draws < replicates && won > 0) {
    warnings.push(
      say(
        'No intervals: {keys} keys by {models} models are too many to resample. Tell fewer apart, or ask for fewer models.',
        { keys: channels.length, models: counted.length },
      ),
    );
  }
  const withValue = money.value !== null;
  const credits =
    won > 0
      ? await ask<CreditRow>(creditsSql(dimension, shape, counted, withValue), {
          replicates: draws,
        })
      : [];
  const figuresOf = (rows: readonly CreditRow[], at: number) => {
    const conversions = channels.map(() => 0);
    const value = channels.map(() => 0);
    for (const row of rows) {
      conversions[position(row.key)] = row.conversions[at] ?? 0;
      value[position(row.key)] = row.value[at] ?? 0;
    }
    return { conversions, value: withValue ? value : null };
  };
  const byReplicate = Array.from({ length: draws + 1 }, (): CreditRow[] => []);
  for (const row of credits) byReplicate[row.replicate]?.push(row);
  const answers = new Map<AttributionModel, ModelAnswer | ModelRefusal>();
  for (const [at, model] of counted.entries()) {
    const [figures, ...drawn] = byReplicate.map((rows) => figuresOf(rows, at));
    if (figures) answers.set(model, { model, figures, draws: drawn });
  }
  const base = answers.get(counted[0] ?? 'last') as ModelAnswer;
  const totalsOf = (figures: ModelAnswer['figures']) => ({
    conversions: sum(figures.conversions),
    value: figures.value === null ? null : sum(figures.value),
  });
  const total = { ...totalsOf(base.figures), conversions: won };
  const chains = await chainAnswers({
    asked: asked.filter((model) => model !== 'incremental' && !isSummed(model) && !refused(model)),
    dimension,
    shape,
    channels: channels.length,
    position,
    order: parameters.order,
    draws,
    total,
    drawTotals: base.draws.map(totalsOf),
    ask,
  });
  warnings.push(...chains.notes, ...warningsOf(channels.length, won, lost));
  for (const answer of chains.answers) answers.set(answer.model, answer);

  const currency = money.value?.currency ?? '';
  const costs = await query<MarketingCost>(
    `SELECT dimension, key, toString(first_day) AS firstDay, toString(last_day) AS lastDay, currency, amount
     FROM marketing_costs FINAL WHERE site_id = {site:String} AND dimension = {by:String}`,
    { by: parameters.by },
  );
  const whole = [
    parameters.from ?? prepared.dataFrom,
    parameters.to === undefined ? prepared.dataUntil : parameters.to - 1,
  ] as const;
  // Of journeys that began in a span, the spend of its days.
  const { cohort } = context;
  const [from, to] = cohort
    ? [
        Math.max(cohort.from, whole[0] ?? cohort.from),
        Math.min(cohort.to - 1, whole[1] ?? cohort.to),
      ]
    : whole;
  const spend =
    costs.length > 0 && from !== null && to !== null && withValue
      ? spendIn(
          costs,
          { first: dayIn(from, timezone), last: dayIn(to, timezone) },
          currency,
          money.rates,
        )
      : undefined;
  if (spend && spend.unrated > 0) {
    warnings.push(
      say(
        '{n} entries of spend have no rate to {currency} and are left out. Load one: touchtrail rate import.',
        { n: spend.unrated, currency },
      ),
    );
  }
  const incremental =
    asked.includes('incremental') && won > 0
      ? await incrementalModel({
          parameters,
          prepared,
          keys,
          timezone,
          won,
          worth: total.value === null ? null : total.value / won,
          costs: spend?.byKey,
        })
      : undefined;
  const models = asked.map((model) => {
    if (model === 'incremental' && incremental) return incremental;
    const answer = refused(model) ?? answers.get(model);
    if (answer === undefined || 'why' in answer) {
      const why = (answer?.why ?? say('It was not computed.'))[prepared.language];
      return { model, status: answer?.status ?? ('refused' as const), why, credits: [] };
    }
    return summarise(channels, answer, spend?.byKey);
  });
  if (money.refused) warnings.push(money.refused.why);
  const matched = sum(channels.map((key) => spend?.byKey.get(key) ?? 0));
  const result: AttributionResult = {
    by: parameters.by,
    conversions: won,
    nulls: lost,
    paths: chains.paths,
    value: money.value && { currency, total: total.value ?? 0 },
    valueRefused: money.refused && {
      ...money.refused,
      why: money.refused.why[prepared.language],
    },
    models,
    markov: chains.markov,
    shapley: chains.shapley,
    // What is not a share of the conversions has no share to compare.
    disagreement: disagreementOf(models.filter(({ model }) => model !== 'incremental')),
    intervals: { replicates: draws, by: parameters.subject },
    costs: spend ? { currency, total: spend.total, unmatched: spend.total - matched } : null,
  };
  return envelope('attribution', definition, parameters, context, prepared, startedAt, result);
}
