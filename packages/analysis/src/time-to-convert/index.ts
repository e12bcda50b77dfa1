import type { ReportTypes, TimeToConvertParameters } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { fieldSql } from '../base/fields.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { timeSpread } from '../stats/time-spread.ts';
import { waitResult } from './estimate.ts';
import { waitCountsSql, waitParams, waitTotalsSql } from './query.ts';
import type { WaitRow, WaitTotals } from './query.ts';
import { definition, say } from './words.ts';

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
      say(
        '{n} of {all} journeys may have begun before the data: times are at least what is shown.',
        { n: leftCut, all: all.journeys },
      ),
    );
  }
  if (population.journeys > 0 && all.journeys === 0) {
    warnings.push(say('No journey touched what starts the clock: there is no time to tell.'));
  }
  return envelope('time-to-convert', definition, parameters, context, prepared, startedAt, {
    ...all,
    without: Math.max(0, population.journeys - all.journeys),
    leftCut,
    times: timeSpread(all.converted, totals?.times),
    breakdown: { field: breakdown, ...told },
  });
}
