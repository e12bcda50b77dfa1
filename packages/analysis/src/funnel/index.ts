import type { FunnelParameters, FunnelPerson, ReportTypes } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { fieldSql } from '../base/fields.ts';
import { readNames } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { funnelGroups, funnelResult } from './estimate.ts';
import { funnelGroupsSql, funnelParams, funnelPeopleSql, funnelSql, noWindow } from './query.ts';
import type { FunnelGroupRow, FunnelStepRow } from './query.ts';
import { definitions, say } from './words.ts';

/** Funnel of people (or accounts). See {@link definitions}. */
export async function funnel(
  parameters: FunnelParameters,
  context: ReportContext,
): Promise<ReportTypes['funnel']> {
  const startedAt = context.clock();
  const { steps, window, mode, exclude, breakdown, groups, list, listStep, listWho } = parameters;
  const prepared = await prepare(parameters, context, {
    needsGap: false,
    mentioned: [...steps, ...exclude],
  });
  const shape = { mode, excludes: exclude.length > 0 };
  const params = funnelParams(steps, exclude, window === 'none' ? noWindow : window);
  const rows = await prepared.query<FunnelStepRow>(
    funnelSql(prepared.scope, steps.length, shape),
    params,
  );
  await readNames(
    prepared,
    rows.flatMap((row) => row.next[0]),
  );
  const result = funnelResult(steps, mode, rows, prepared.names);
  warn(result, window, prepared);
  let told: ReportTypes['funnel']['result']['breakdown'] = null;
  if (breakdown !== undefined) {
    const { sql, params: more } = fieldSql(breakdown, 'splitBy');
    const found = await prepared.query<FunnelGroupRow>(
      funnelGroupsSql({ ...prepared.scope, split: sql }, steps.length, shape),
      { ...params, ...more, groups },
    );
    told = { field: breakdown, groups: funnelGroups(found, result) };
  }
  const people =
    list === 0
      ? []
      : await prepared.query<FunnelPerson>(
          funnelPeopleSql(prepared.scope, steps.length, shape, listWho),
          { ...params, list, listStep },
        );
  return envelope('funnel', definitions[mode], parameters, context, prepared, startedAt, {
    ...result,
    breakdown: told,
    people,
  });
}

function warn(
  result: Omit<ReportTypes['funnel']['result'], 'breakdown' | 'people'>,
  window: FunnelParameters['window'],
  { warnings, dataFrom, dataUntil, population }: Awaited<ReturnType<typeof prepare>>,
): void {
  const entered = result.steps[0]?.reached ?? 0;
  if (population.people > 0 && entered === 0) {
    warnings.push(say('Nobody entered this funnel: no rate can be told.'));
  }
  const span = (dataUntil ?? 0) - (dataFrom ?? 0);
  if (entered > 0 && window !== 'none' && window > span) {
    warnings.push(
      say(
        'The window is longer than the data: who has not finished is still open, and nobody is lost yet.',
      ),
    );
  }
}
