/**
 * What can be told of an event from its raw fields: pure steps with versions, for events as they come
 * and again for those that are stored.
 *
 * @module
 */
export type { Step } from './step.ts';
export type { Derived } from './derived.ts';
export { remembered } from './remembered.ts';
export { enrichmentVersion, steps } from './steps.ts';
export { enrichEvent } from './event/enrich-event.ts';
export type { Circumstances } from './event/enrich-event.ts';
export { boundedUserAgent } from './user-agent/bounded.ts';
export { parseUserAgent } from './user-agent/parse.ts';
export { userAgentStep } from './user-agent/user-agent.ts';
export { botStep, observedReasons } from './bot/bot.ts';
export type { BotReason } from './bot/bot.ts';
export { channelStep, isBrowser, statedSignals, withChannel } from './channel/channel.ts';
export type { Browser } from './channel/channel.ts';
export { referrerStep, referrerTypeOf } from './referrer/referrer-type.ts';
export { placeStep } from './place/place.ts';
export type { PlaceLookup, ToldPlace } from './place/place.ts';
export { AddressRangesError, parseAddressRanges } from './place/address-ranges.ts';
export type { AddressRanges } from './place/address-ranges.ts';
export { RatesError, parseRates } from './money/rates.ts';
export type { Rates } from './money/rates.ts';
export { moneyStep } from './money/money.ts';
