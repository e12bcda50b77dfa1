import { channels } from '@touchtrail/contract';
import type { Channel } from '@touchtrail/contract';
import type { Params } from './scope.ts';

// No text stands for a channel that is none of them.
const told: readonly string[] = ['', ...channels];

/** SQL: channels of touches as numbers from 1, because comparing and joining text takes far longer. */
export const channelNumbersSql = (column: string): string =>
  `arrayMap(x -> toUInt8(transform(x, {channels:Array(String)}, {channelNumbers:Array(UInt8)}, toUInt8(1))), ${column})`;

/** SQL: the channel of such a number. */
export const channelOfSql = (number: string): string => `{channels:Array(String)}[${number}]`;

/** Values for the places of this SQL. */
export const channelParams: Params = {
  channels: told,
  channelNumbers: told.map((_, index) => index + 1),
};

/** The number of a channel in this SQL. */
export const channelNumber = (channel: Channel): number => told.indexOf(channel) + 1;
