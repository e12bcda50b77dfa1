import type { Channel, ReEntryParameters, ReportTypes } from '@touchtrail/contract';
import { channelNumber, channelParams } from '../base/channel-numbers.ts';
import { entryChannelParams } from '../base/entry-channel.ts';
import { envelope } from '../base/envelope.ts';
import { limitText } from '../base/limits.ts';
import { nameOf, readNames } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { reEntryResult } from './estimate.ts';
import { beginsSql, pauseEndsSql, pausesSql, triggersSql } from './query.ts';
import type { BeginRow, LeftRow, PauseGroupRow, TriggerRow } from './query.ts';
import { returnCurves, returnTimeFrom } from './return-curves.ts';

/** Channels through which a company reaches people, and how long before a return a touch may have led to it. */
const outbound: readonly Channel[] = [
  'email',
  'sms',
  'push',
  'mail',
  'phone',
  'call_center',
  'ads',
];
const before = 72 * 3_600_000;

const definition = [
  'A pause is silence of at least the abandonment gap after a touch that does not reach the goal. A return is the next touch of the same journey, within the horizon.',
  'Returned: pauses with a return, of the pauses that are at least as old as the horizon at the end of the data. Censored: younger pauses without a return yet. The curve takes for every day the pauses observed that long.',
  'Rows and points count every return seen so far: where the person left, where and through which channel they came back, the delay, and the conversion after it, each journey once.',
  'The channel is what brought the person: the channel that the medium of the touch’s campaign names, else the channel of the touch.',
  'Converted after: within the horizon of the first such return, of the journeys where that return is at least as old as the horizon at the end of the data.',
  'Ratio: share in returns over share in first touches of journeys, with 95 % bounds (Katz 1978; half a count where one is 0); over 1, people come back here more than they begin here. A re-entry point has a lower bound above 1.2 and a false discovery rate of at most 5 %; judged from 20 returns on.',
  'Return time and return curve by Kaplan-Meier with 95 % log(-log) bounds: every pause counts as long as it was watched; at the inactivity limit it is lost, so the curve ends there, and quartiles that it does not reach are null: never so many.',
  'Triggers: the nearest touch of a channel that reaches out (email, sms, push, mail, phone, call_center, ads) in the same journey at most 72 hours before the return. A call is taken as made by the company; the data do not say by whom.',
  'Converted, came back: within the horizon of the first touch after a pause of any length; converted, never paused: within the horizon of the first touch, of journeys without a pause before their end; both of journeys observed that long. Both once more by Kaplan-Meier, with journeys as long as they were watched, and the log-rank test of the two curves. Two groups as they are, not a comparison of like with like.',
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
    ...channelParams,
    ...entryChannelParams,
    horizon,
    top,
  });
  const targets = groups.flatMap((row) => (row.part === 'point' ? [row.target] : []));
  const begins = await query<BeginRow>(beginsSql(scope), {
    ...channelParams,
    ...entryChannelParams,
    horizon,
    targets,
  });
  const conversions = begins.filter((row) => row.timed);
  const firsts = begins
    .filter((row) => !row.timed)
    .map(({ id, n, ...row }) => ({ ...row, id: id === '0' ? '' : id, journeys: n }));
  const origins = groups.flatMap((row) => (row.part === 'leaving' ? [row.origin] : []));
  const left = await query<LeftRow>(pauseEndsSql(scope), { origins });
  const triggers = await query<TriggerRow>(triggersSql(scope), {
    ...channelParams,
    outboundNumbers: outbound.map(channelNumber),
    before,
    horizon,
    top,
  });
  await readNames(prepared, [
    ...groups.flatMap((row) => [row.origin, row.target]),
    ...triggers.map((row) => row.id),
  ]);
  const idOf = new Map(origins.map((id) => [nameOf(names, id), id]));
  const full = reEntryResult(groups, firsts, names, horizon);
  const young = full.pauses - full.returned.of;
  if (full.pauses > 0 && young * 10 > full.pauses) {
    warnings.push(
      `${young} of ${full.pauses} pauses are younger than the horizon: delays lean to the short side.`,
    );
  }
  return envelope('re-entry', definition, parameters, context, prepared, startedAt, {
    ...full,
    leaving: full.leaving.map((row) => ({
      ...row,
      returnTime: returnTimeFrom(left, idOf.get(row.from) ?? ''),
    })),
    ...returnCurves(left, conversions, triggers, names, {
      returns: full.returns,
      horizonMs: horizon,
    }),
    abandonmentGapMs: prepared.abandonmentGapMs,
    horizonMs: horizon,
  });
}
