import type { ReEntryParameters, ReportTypes } from '@touchtrail/contract';
import { entryChannelParams } from '../base/entry-channel.ts';
import { envelope } from '../base/envelope.ts';
import { limitText } from '../base/limits.ts';
import { readNames } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { reEntryResult } from './estimate.ts';
import { firstTouchesSql, pausesSql } from './query.ts';
import type { FirstTouchRow, PauseGroupRow } from './query.ts';

const definition = [
  'A pause is silence of at least the abandonment gap after a touch that does not reach the goal. A return is the next touch of the same journey, within the horizon.',
  'Returned: pauses with a return, of the pauses that are at least as old as the horizon at the end of the data. Censored: younger pauses without a return yet. The curve takes for every day the pauses observed that long.',
  'Rows and points count every return seen so far: where the person left, where and through which channel they came back, the delay, and the conversion after it, each journey once.',
  'The channel is what brought the person: the channel that the medium of the touch’s campaign names, else the channel of the touch.',
  'Converted after: within the horizon of the first such return, of the journeys where that return is at least as old as the horizon at the end of the data.',
  'Ratio: share in returns over share in first touches of journeys; over 1, people come back here more than they begin here.',
  'Converted, came back: within the horizon of the first touch after a pause of any length; converted, never paused: within the horizon of the first touch, of journeys without a pause before their end; both of journeys observed that long. Two groups as they are, not a comparison of like with like.',
  limitText,
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
  const groups = await query<PauseGroupRow>(pausesSql(scope), {
    ...entryChannelParams,
    horizon,
    top,
  });
  const targets = groups.flatMap((row) => (row.part === 'point' ? [row.target] : []));
  const firsts = await query<FirstTouchRow>(firstTouchesSql(scope), {
    ...entryChannelParams,
    horizon,
    targets,
  });
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
