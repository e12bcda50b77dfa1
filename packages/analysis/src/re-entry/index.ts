import type { Channel, ReEntryParameters, ReportTypes } from '@touchtrail/contract';
import { channelNumber, channelParams } from '../base/channel-numbers.ts';
import { entryChannelParams } from '../base/entry-channel.ts';
import { envelope } from '../base/envelope.ts';
import { nameOf, readNames } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { reEntryResult } from './estimate.ts';
import { beginsSql, pauseEndsSql, pausesSql, triggersSql } from './query.ts';
import type { BeginRow, LeftRow, PauseGroupRow, TriggerRow } from './query.ts';
import { returnCurves, returnTimeFrom } from './return-curves.ts';
import { definition, say } from './words.ts';

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
      say('{n} of {all} pauses are younger than the horizon: delays lean to the short side.', {
        n: young,
        all: full.pauses,
      }),
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
