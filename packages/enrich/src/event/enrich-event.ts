import type { TouchtrailEvent } from '@touchtrail/contract';
import { botStep } from '../bot/bot.ts';
import type { BotReason } from '../bot/bot.ts';
import type { Derived } from '../derived.ts';
import { dayOfInstant, inBase, moneyStep } from '../money/money.ts';
import type { MoneyResources } from '../money/money.ts';
import type { ToldPlace } from '../place/place.ts';
import { statedSignals } from '../channel/channel.ts';
import { referrerTypeOf } from '../referrer/referrer-type.ts';
import { enrichmentVersion } from '../steps.ts';
import { boundedUserAgent } from '../user-agent/bounded.ts';
import { userAgentStep } from '../user-agent/user-agent.ts';

/** What is known of an event beside its fields. */
export interface Circumstances extends MoneyResources {
  /** The user agent before any policy took it away; empty: none. */
  userAgent: string;
  /** Which fields the sender said itself, as it came. */
  stated: { channel: boolean; referrerType: boolean };
  /** `field:reason` of what was taken away. */
  stripped: readonly string[];
  /** Whether a page's script sent it: only there does a missing language mean anything. */
  fromPage: boolean;
  /** What only its arrival told. */
  observed: readonly BotReason[];
  place?: ToldPlace | undefined;
}

const words = (channel: boolean, referrerType: boolean): string | undefined =>
  channel
    ? referrerType
      ? 'channel referrer_type'
      : 'channel'
    : referrerType
      ? 'referrer_type'
      : undefined;

/** Whether a page told the device of its view, all that our script tells but the language. */
const tellsDevice = ({ name, device }: TouchtrailEvent): boolean =>
  name === 'page.viewed' && device?.width !== undefined && device.utcOffset !== undefined;

/**
 * Everything the steps tell of one event, from the event as it will be stored and from what is not
 * stored of it. A site that takes user agents away keeps only the kind of device and the flag of a
 * program, which say little of anybody.
 *
 * @example
 * toEventRow(site.id, event, { …, derived: enrichEvent(event, circumstances) });
 */
export function enrichEvent(event: TouchtrailEvent, known: Circumstances): Derived {
  const { stripped, stated, observed, place } = known;
  // As it is stored, so that it can be told again of what is stored.
  const userAgent = boundedUserAgent(known.userAgent);
  const { device, currency, value } = event;
  const derived: Derived = {
    version: enrichmentVersion,
    stated: words(stated.channel, stated.referrerType),
  };
  if (userAgent !== '') {
    const signals = userAgent.includes('Macintosh')
      ? statedSignals({ signals: device?.signals ?? '', channel: event.channel ?? '', userAgent })
      : '';
    const told = userAgentStep.derive({ userAgent, signals }, undefined);
    derived.deviceType = told.deviceType;
    if (stripped.length === 0 || !stripped.includes('device.userAgent:policy')) {
      derived.browser = told.browser;
      derived.browserVersion = told.browserVersion;
      derived.os = told.os;
      derived.osVersion = told.osVersion;
    }
  }
  derived.bot = botStep.derive(
    {
      userAgent,
      width: device?.width ?? null,
      height: device?.height ?? null,
      language: device?.language ?? null,
      deviceTold:
        known.fromPage && tellsDevice(event) && !stripped.includes('device.language:policy'),
      observed,
    },
    undefined,
  ).bot;
  if (event.page?.referrer !== undefined) derived.referrerType = referrerTypeOf(event.page);
  if (place) {
    derived.country = place.country;
    derived.region = place.region;
  }
  if (value !== undefined && value > 0 && currency !== undefined) {
    const { rate, ratesVersion } = moneyStep.derive(
      { currency, day: dayOfInstant(event.at) },
      known,
    );
    derived.ratesVersion = ratesVersion;
    if (rate !== undefined) derived.valueBase = inBase(value, rate);
  }
  return derived;
}
