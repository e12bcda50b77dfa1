import { outcomes } from '@touchtrail/contract';
import { wilson } from '../stats/wilson.ts';
import type { JourneysParameters, JourneysResult, ReportTypes } from '@touchtrail/contract';
import { channelParams } from '../base/channel-numbers.ts';
import { envelope } from '../base/envelope.ts';
import { nameOf, readNames } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { journeyResult } from './estimate.ts';
import { groupsSql, listSql, reachedSql, valueSql } from './query.ts';
import type { JourneyGroupRow, ListedRow } from './query.ts';
import { definition, say } from './words.ts';

/** Journeys of a site with outcome, length, time and value. See {@link definition}. */
export async function journeys(
  parameters: JourneysParameters,
  context: ReportContext,
): Promise<ReportTypes['journeys']> {
  const startedAt = context.clock();
  const prepared = await prepare(parameters, context, { needsGap: true });
  const { scope, query, names } = prepared;
  const { horizon } = parameters;
  const timezone = parameters.timezone ?? context.site.timezone;
  const groups = await query<JourneyGroupRow>(groupsSql(scope), {
    ...channelParams,
    timezone,
    horizon,
  });
  const value = await query<JourneysResult['value'][number]>(valueSql(scope));
  const goals = context.journey?.goals.map(({ name }) => name) ?? [];
  const named = goals.length > 0 ? goals : parameters.goal;
  const reached =
    named.length > 0 ? await query<{ goal: number; journeys: number }>(reachedSql(scope)) : [];
  const listed =
    parameters.list > 0 ? await query<ListedRow>(listSql(scope), { list: parameters.list }) : [];
  await readNames(
    prepared,
    listed.flatMap((row) => row.path),
  );
  const result: JourneysResult = {
    ...journeyResult(groups),
    horizonMs: horizon,
    abandonmentGapMs: prepared.abandonmentGapMs,
    goals: named.map((goal, index) => ({
      goal,
      converted: wilson(
        reached.find((row) => row.goal === index + 1)?.journeys ?? 0,
        prepared.population.journeys,
      ),
    })),
    value,
    journeys: listed.map(({ ending, ...row }) => ({
      ...row,
      outcome: outcomes[ending - 1] ?? 'open',
      path: row.path.map((id) => nameOf(names, id)),
    })),
  };
  if (result.leftCut > 0 && result.leftCut * 2 > prepared.population.journeys) {
    prepared.warnings.push(
      say(
        '{n} of {all} journeys may have begun before the data: lengths and times are at least what is shown.',
        { n: result.leftCut, all: prepared.population.journeys },
      ),
    );
  }
  return envelope('journeys', definition, parameters, context, prepared, startedAt, result);
}
