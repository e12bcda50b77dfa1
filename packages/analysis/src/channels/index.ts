import { channels as allChannels, isAnalog } from '@touchtrail/contract';
import type { ChannelsParameters, ReportTypes } from '@touchtrail/contract';
import { channelParams } from '../base/channel-numbers.ts';
import { envelope } from '../base/envelope.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { channelsResult } from './estimate.ts';
import { journeyGroupsSql, movesSql } from './query.ts';
import type { JourneyGroup, MoveRow } from './query.ts';
import { definition } from './words.ts';

/** Who moves from which channel to which, and where the sale lands. See {@link definition}. */
export async function channels(
  parameters: ChannelsParameters,
  context: ReportContext,
): Promise<ReportTypes['channels']> {
  const startedAt = context.clock();
  const prepared = await prepare(parameters, context, { needsGap: false });
  const { scope, query } = prepared;
  const { horizon } = parameters;
  const moves = await query<MoveRow>(movesSql(scope), channelParams);
  const journeys = await query<JourneyGroup>(journeyGroupsSql(scope), {
    horizon,
    analogChannels: allChannels.filter(isAnalog),
  });
  return envelope('channels', definition, parameters, context, prepared, startedAt, {
    horizonMs: horizon,
    ...channelsResult(moves, journeys),
  });
}
