import { outcomes } from '@touchtrail/contract';
import { wilson } from '../stats/wilson.ts';
import type {
  BehindCounts,
  JourneysParameters,
  JourneysResult,
  ReportTypes,
} from '@touchtrail/contract';
import { channelParams } from '../base/channel-numbers.ts';
import { envelope } from '../base/envelope.ts';
import { keepMostFrequent, nameOf, readNames, withoutTouchpoints } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { Prepared } from '../base/prepare.ts';
import { maxNodes } from '../paths/rows.ts';
import type { ReportContext } from '../reports.ts';
import {
  behindCountsSql,
  behindListSql,
  behindMentions,
  behindParams,
  behindQuery,
} from './behind.ts';
import { journeyResult } from './estimate.ts';
import { groupsSql, listSql, reachedSql, valueSql } from './query.ts';
import type { JourneyGroupRow, ListedRow } from './query.ts';
import { behindDefinition, definition, say } from './words.ts';

/** The newest journeys, or the newest of those behind a figure. */
async function list(
  { list: most, behind, horizon }: JourneysParameters,
  prepared: Prepared,
): Promise<{ counts: BehindCounts | null; listed: ListedRow[] }> {
  const { scope, query } = prepared;
  if (!behind) {
    const listed = most > 0 ? await query<ListedRow>(listSql(scope), { list: most }) : [];
    return { counts: null, listed };
  }
  const asked = behindQuery(behind, scope);
  const { rest } = withoutTouchpoints(prepared, asked.shape?.exclude ?? []);
  const kept = asked.shape ? keepMostFrequent(rest, maxNodes) : undefined;
  const folded = kept !== undefined;
  const params = { ...behindParams(asked), horizon, list: most, ...(kept && { kept }) };
  const [counts] = await query<BehindCounts>(behindCountsSql(scope, asked, folded), params);
  const listed =
    most > 0 ? await query<ListedRow>(behindListSql(scope, asked, folded), params) : [];
  return { counts: counts ?? { journeys: 0, people: 0, times: 0 }, listed };
}

/** Journeys of a site with outcome, length, time and value. See {@link definition}. */
export async function journeys(
  parameters: JourneysParameters,
  context: ReportContext,
): Promise<ReportTypes['journeys']> {
  const startedAt = context.clock();
  const prepared = await prepare(parameters, context, {
    needsGap: true,
    mentioned: behindMentions(parameters.behind),
  });
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
  const { counts, listed } = await list(parameters, prepared);
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
    behind: counts,
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
  const told = parameters.behind ? behindDefinition : definition;
  return envelope('journeys', told, parameters, context, prepared, startedAt, result);
}
