import { channels as allChannels, isAnalog } from '@touchtrail/contract';
import type { ChannelsParameters, ReportTypes } from '@touchtrail/contract';
import { channelParams } from '../base/channel-numbers.ts';
import { envelope } from '../base/envelope.ts';
import { limitText } from '../base/limits.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { channelsResult } from './estimate.ts';
import { journeyGroupsSql, movesSql } from './query.ts';
import type { JourneyGroup, MoveRow } from './query.ts';

const definition = [
  'A move is a touch followed by another touch of the same journey; it goes from the channel of the one to the channel of the other, which may be the same. Journeys: those with at least one such move. Delay: the time between the two touches.',
  'The channel is the touch’s own. Analog are store, phone, call center, mail and event; all others are digital.',
  'Landing: the channel of the touch that reached the goal, by the channel the journey began in, of converted journeys.',
  'Researched online: journeys with a digital touch, of those won in an analog channel.',
  'Converted within: the goal came at most the horizon after the first touch, of the journeys that began at least that long before the end of the data.',
  'Mixes: which sides a journey has touched so far. Long journeys touch more, so the shares converted are of groups as they are, not a comparison of like with like.',
  limitText,
  'Shares have 95 % Wilson score intervals; quantiles are type 7.',
].join(' ');

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
