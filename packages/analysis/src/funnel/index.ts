import type { FunnelParameters, ReportTypes } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { limitText } from '../base/limits.ts';
import { readNames } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { funnelResult } from './estimate.ts';
import { funnelParams, funnelSql, noWindow } from './query.ts';
import type { FunnelStepRow } from './query.ts';

const definition = [
  'A try begins at a touch of the first step and goes on with the earliest later touch of each next step, other touches between allowed, while within the window of the first step, inclusive. One touch serves one step; touches of the same millisecond follow their sequence number.',
  'A person counts at every step up to the deepest that any of their tries reached; times are of the first try that reached it.',
  'Lost: the window of the last such try had closed by the end of the data. Still open: it had not; they are left out of the conversion. Without a window a try closes when the person was silent for the inactivity limit.',
  limitText,
  'Instead next: the touch right after the deepest step of those who did not go on.',
  'Shares have 95 % Wilson score intervals; quantiles are type 7.',
].join(' ');

/** Ordered funnel of people (or accounts). See {@link definition}. */
export async function funnel(
  parameters: FunnelParameters,
  context: ReportContext,
): Promise<ReportTypes['funnel']> {
  const startedAt = context.clock();
  const { steps, window } = parameters;
  const prepared = await prepare(parameters, context, { needsGap: false, mentioned: steps });
  const rows = await prepared.query<FunnelStepRow>(
    funnelSql(prepared.scope, steps.length),
    funnelParams(steps, window === 'none' ? noWindow : window),
  );
  await readNames(
    prepared,
    rows.flatMap((row) => row.next[0]),
  );
  const result = funnelResult(steps, rows, prepared.names);
  return envelope('funnel', definition, parameters, context, prepared, startedAt, result);
}
