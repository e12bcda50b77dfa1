import type { FunnelMode, FunnelParameters, FunnelPerson, ReportTypes } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { fieldSql } from '../base/fields.ts';
import { limitText } from '../base/limits.ts';
import { readNames } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { funnelGroups, funnelResult } from './estimate.ts';
import { funnelGroupsSql, funnelParams, funnelPeopleSql, funnelSql, noWindow } from './query.ts';
import type { FunnelGroupRow, FunnelStepRow } from './query.ts';

const tries: Readonly<Record<FunnelMode, string>> = {
  ordered:
    'A try begins at a touch of the first step and goes on with the earliest later touch of each next step, other touches between allowed, while within the window of the first step, inclusive. One touch serves one step; touches of the same millisecond follow their sequence number.',
  strict:
    'A try begins at a touch of the first step and goes on as long as the very next touch of the person is the next step and within the window of the first, inclusive. Touches of the same millisecond follow their sequence number.',
  unordered:
    'A try begins at a touch of any step; its level is the number of different steps touched within the window from there, inclusive, in any order.',
};

const definition = (mode: FunnelMode): string =>
  [
    tries[mode],
    'A touch of an excluded touchpoint after the beginning ends the try: what it reached before stays.',
    'A person counts at every step up to the deepest that any of their tries reached; times are of the first try that reached it.',
    'Lost: the window of the last such try had closed by the end of the data, or an excluded touch ended it. Still open: neither; they are censored and left out of the conversion. Without a window a try closes when the person was silent for the inactivity limit. Watched: only tries that began at least the window before the end of the data, those who finished early as well.',
    limitText,
    'Instead next: the touch right after the deepest step of those who did not go on, the rest as other, and nothing. Came back: they were seen again in a later visit.',
    'A breakdown takes the value at the first touch of the try.',
    'Shares have 95 % Wilson score intervals; quantiles are type 7.',
  ].join(' ');

/** Funnel of people (or accounts). See {@link definition}. */
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
  return envelope('funnel', definition(mode), parameters, context, prepared, startedAt, {
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
    warnings.push('Nobody entered this funnel: no rate can be told.');
  }
  const span = (dataUntil ?? 0) - (dataFrom ?? 0);
  if (entered > 0 && window !== 'none' && window > span) {
    warnings.push(
      'The window is longer than the data: who has not finished is still open, and nobody is lost yet.',
    );
  }
}
