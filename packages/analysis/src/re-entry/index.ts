import type { ReEntryParameters, ReportTypes } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { readNames } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { reEntryResult } from './estimate.ts';
import { firstTouchesSql, pausesSql } from './query.ts';
import type { FirstTouchRow, PauseGroupRow } from './query.ts';

const definition = [
  'A pause is silence of at least the abandonment gap after a touch that does not reach the goal. A return is the next touch of the same journey, within the horizon.',
  'Returned: pauses with a return, of the pauses that are at least as old as the horizon at the end of the data. Censored: younger pauses without a return yet. The curve takes for every day the pauses observed that long.',
  'Rows and points count every return seen so far: where the person left, where and through which channel they came back, the delay, and the conversion of the closed journeys that came back this way, each journey once.',
  'Ratio: share in returns over share in first touches of journeys; over 1, people come back here more than they begin here.',
  'Converted, never paused: closed journeys without a pause before their end.',
  'Shares have 95 % Wilson score intervals; quantiles are type 7.',
].join(' ');

/** Whether, where and how people come back. See {@link definition}. */
export async function reEntry(
  parameters: ReEntryParameters,
  context: ReportContext,
): Promise<ReportTypes['re-entry']> {
  const startedAt = context.clock();
  const { horizon, top } = parameters;
  const prepared = await prepare(parameters, context, { needsGap: true });
  const { scope, query, names, warnings } = prepared;
  const groups = await query<PauseGroupRow>(pausesSql(scope), { horizon, top });
  const targets = groups.flatMap((row) => (row.part === 'point' ? [row.target] : []));
  const firsts = await query<FirstTouchRow>(firstTouchesSql(scope), { targets });
  await readNames(
    prepared,
    groups.flatMap((row) => [row.origin, row.target]),
  );
  const full = reEntryResult(groups, firsts, names, horizon);
  const young = full.pauses - full.returned.of;
  if (full.pauses > 0 && young * 10 > full.pauses) {
    warnings.push(
      `${young} of ${full.pauses} pauses are younger than the horizon: delays lean to the short side.`,
    );
  }
  return envelope('re-entry', definition, parameters, context, prepared, startedAt, {
    ...full,
    abandonmentGapMs: prepared.abandonmentGapMs,
    horizonMs: horizon,
  });
}
