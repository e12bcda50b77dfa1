import { entryMedia } from '@touchtrail/contract';
import type { Params } from './scope.ts';

/** What brought a person to a touch: the channel that its campaign's medium names, else its own. */
export const entryChannelSql =
  'transform(lower(campaign_medium), {entryMedia:Array(String)}, {entryChannels:Array(String)}, toString(channel))';

/** Values for the places of {@link entryChannelSql}. */
export const entryChannelParams: Params = {
  entryMedia: entryMedia.media,
  entryChannels: entryMedia.channels,
};
