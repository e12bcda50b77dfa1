import type { ReportTypes, TimeToConvertParameters } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { fieldSql } from '../base/fields.ts';
import { limitText } from '../base/limits.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { timeSpread } from '../stats/time-spread.ts';
import { waitResult } from './estimate.ts';
import { waitCountsSql, waitParams, waitTotalsSql } from './query.ts';
import type { WaitRow, WaitTotals } from './query.ts';

const definition = [
  'A wait begins at the first touch of a journey, or at its first touch of a given touchpoint, and ends with the goal, with a given touchpoint that ends it otherwise, or as abandoned once the journey was silent for the inactivity limit. Open journeys count as long as they were watched: censored, neither lost nor left out.',
  'Shares converted, ended and abandoned by a time: Aalen-Johansen with 95 % log(-log) bands, because what ended otherwise cannot convert any more; Kaplan-Meier when nothing ended otherwise. One minus Kaplan-Meier with other ends as censored would be too high.',
  'Quartiles: the time by which a quarter, half, three quarters of all waits had converted, null while fewer have; their bounds are where the bands cross. Times of those that converted so far are shown beside it: the slow ones are still missing there.',
  'Groups are told apart by the value at the touch that starts the clock; whether they differ is tested by Gray (1988), by the log-rank test when nothing competes.',
  'Times are counted by the second up to a minute, by ten seconds up to 10 minutes, by the minute up to 2 hours, by ten minutes up to a day, by the hour up to 14 days, by the day beyond.',
  limitText,
].join(' ');

/** How long conversion takes, with journeys that are not at their end. See {@link definition}. */
export async function timeToConvert(
  parameters: TimeToConvertParameters,
  context: ReportContext,
): Promise<ReportTypes['time-to-convert']> {
  const startedAt = context.clock();
  const { since, ends, breakdown, groups, days } = parameters;
  const prepared = await prepare(parameters, context, {
    needsGap: false,
    mentioned: [...since, ...ends],
  });
  const { query, population, warnings } = prepared;
  const { sql, params } = fieldSql(breakdown, 'splitBy');
  const scope = { ...prepared.scope, split: sql };
  const given = { ...waitParams(since, ends), ...params };
  const shape = { since: since.length > 0, stops: ends.length > 0 };
  const counts = await query<WaitRow>(waitCountsSql(scope, shape), { ...given, groups });
  const [totals] = await query<WaitTotals>(waitTotalsSql(scope, shape), given);
  const { breakdown: told, ...all } = waitResult(counts, days, groups);
  const leftCut = totals?.leftCut ?? 0;
  if (leftCut * 2 > all.journeys) {
    warnings.push(
      `${leftCut} of ${all.journeys} journeys may have begun before the data: times are at least what is shown.`,
    );
  }
  if (population.journeys > 0 && all.journeys === 0) {
    warnings.push('No journey touched what starts the clock: there is no time to tell.');
  }
  return envelope('time-to-convert', definition, parameters, context, prepared, startedAt, {
    ...all,
    without: Math.max(0, population.journeys - all.journeys),
    leftCut,
    times: timeSpread(all.converted, totals?.times),
    breakdown: { field: breakdown, ...told },
  });
}
