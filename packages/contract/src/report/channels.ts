import type * as z from 'zod';
import { commonParametersSchema, durationSchema } from './common.ts';
import type { DurationQuantiles, Proportion } from './common.ts';

export const channelsParametersSchema = commonParametersSchema.extend({
  /** Conversions are counted up to this long after the first touch, over journeys observed that long. */
  horizon: durationSchema.default(14 * 86_400_000),
});
export type ChannelsParameters = z.output<typeof channelsParametersSchema>;

/** Whether a channel is digital or analog (a person met, a call made, a letter). */
export type ChannelSide = 'digital' | 'analog';

/** Moves from one channel to another (or to itself) between neighbouring touches of a journey. */
export interface ChannelMove {
  from: string;
  to: string;
  moves: number;
  /** Journeys with at least one such move. */
  journeys: number;
  /** Of all moves that leave `from`, staying included. */
  share: Proportion;
  delay: DurationQuantiles;
}

/** Where the journeys that begin in a channel are won. */
export interface ChannelLanding {
  first: string;
  /** Channel of the touch that reached the goal. */
  last: string;
  conversions: number;
  /** Of all converted journeys that began in `first`. */
  share: Proportion;
}

/** Which sides a journey touched. */
export type ChannelMix = 'digital only' | 'analog only' | 'both';

export interface ChannelsResult {
  horizonMs: number;
  moves: ChannelMove[];
  /** The moves added up by side: how often a digital touch is followed by an analog one, and so on. */
  sides: { from: ChannelSide; to: ChannelSide; moves: number; share: Proportion }[];
  landings: ChannelLanding[];
  /** Converted journeys by the side they began on and the side they were won on. */
  landingSides: {
    first: ChannelSide;
    last: ChannelSide;
    conversions: number;
    share: Proportion;
  }[];
  /** Journeys with a digital touch among those won in an analog channel: researched online, bought offline. */
  researchedOnline: Proportion;
  /**
   * Journeys by the channel of their first touch. `convertedWithin`: within the horizon of the first
   * touch, of the journeys that began at least that long before `dataUntil`.
   */
  firsts: { first: string; side: ChannelSide; journeys: number; convertedWithin: Proportion }[];
  /** Journeys by the sides they touched so far. Groups as they are, not a comparison of like with like. */
  mixes: { mix: ChannelMix; journeys: number; share: Proportion; convertedWithin: Proportion }[];
}
