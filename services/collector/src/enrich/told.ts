import type { TouchtrailEvent } from '@touchtrail/contract';
import {
  boundedUserAgent,
  enrichEvent,
  enrichmentVersion,
  parseUserAgent,
  withChannel,
} from '@touchtrail/enrich';
import type {
  AddressRanges,
  BotReason,
  Browser,
  Derived,
  Rates,
  ToldPlace,
} from '@touchtrail/enrich';
import type { Pace } from './pace.ts';

/** What the operator gave to tell more by. */
export interface EnrichResources {
  /** Addresses of data centres: from there come programs, and people behind some networks. */
  datacentres?: AddressRanges | undefined;
  rates?: Rates | undefined;
}

/** What all events of a batch have around them. */
export interface Around {
  siteId: string;
  /** The browser that sent the batch; undefined: another sender, whose own user agent says nothing. */
  browser?: Browser | undefined;
  /** Currency of the site. */
  base: string;
  rates?: Rates | undefined;
  place?: ToldPlace | undefined;
  /** Whether the request came from a data centre. */
  datacentre?: boolean;
  pace?: Pace | undefined;
  /** How many user agents that nobody knows yet may still be read; undefined: any number. */
  unread?: Unread | undefined;
}

/** What is left of the user agents that one request may have read. */
export interface Unread {
  left: number;
}

/**
 * How many new user agents are read for one request. A made-up one may take milliseconds, and a request
 * may state five hundred: all others would wait. Browsers bring one.
 */
export const mostUnread = 20;

/** A refused event that is checked again may hold a hash in its place, by the policy of its site. */
const readable = (userAgent: string): string =>
  /^h_[\w-]{22}$/.test(userAgent) ? '' : boundedUserAgent(userAgent);

function mayRead(userAgent: string, unread: Unread | undefined): boolean {
  if (!unread || userAgent === '' || parseUserAgent.knows(userAgent)) return true;
  if (unread.left <= 0) return false;
  unread.left--;
  return true;
}

const notSeen: Browser = { userAgent: '' };

/** The event with the channel and the user agent of its browser, if one sent it or is stated. */
export const seenIn = (event: TouchtrailEvent, { browser }: Around): TouchtrailEvent =>
  browser || event.device?.userAgent !== undefined ? withChannel(event, browser ?? notSeen) : event;

/**
 * Takes the user agent away where no receipt covers measurement. It may have been read, as it stands in
 * every request, but is kept only with consent.
 */
export function keepUserAgentIfCovered(event: TouchtrailEvent): void {
  if (event.device?.userAgent === undefined) return;
  if (event.consent?.purposes.includes('measurement')) return;
  const { userAgent: _uncovered, ...device } = event.device;
  event.device = device;
}

const none: readonly BotReason[] = [];
const datacentre: readonly BotReason[] = ['datacentre'];
const behaviour: readonly BotReason[] = ['behaviour'];
const both: readonly BotReason[] = ['datacentre', 'behaviour'];

/**
 * What is told of an event that may be stored. Where too many user agents are new, its version is 0 and
 * the device is not told: it is left to whoever tells stored events again.
 *
 * @param event as it will be stored
 * @param given as it came
 * @param seen as it came, with channel and user agent
 */
export function told(
  event: TouchtrailEvent,
  given: TouchtrailEvent,
  seen: TouchtrailEvent,
  stripped: readonly string[],
  around: Around,
): Derived {
  const { browser, siteId, pace } = around;
  // A choice is kept as a choice, and nothing beside it.
  if (event.type === 'consent') return { version: enrichmentVersion };
  const userAgent = readable(seen.device?.userAgent ?? '');
  const read = mayRead(userAgent, around.unread);
  // Whoever sends for others, or with a program's name of its own, may be as fast as it likes.
  const fromPage = browser !== undefined && userAgent !== '';
  // Back ends live in data centres.
  const rented = fromPage && around.datacentre === true;
  const device = fromPage ? event.anonymousId : undefined;
  const fast =
    device !== undefined &&
    (event.type === 'touch' || event.type === 'conversion') &&
    pace?.touched(siteId, device, event.at) === true;
  const derived = enrichEvent(event, {
    base: around.base,
    rates: around.rates,
    userAgent: read ? userAgent : '',
    stated: {
      channel: given.channel !== undefined,
      referrerType: given.page?.referrerType !== undefined,
    },
    stripped,
    fromPage,
    observed: rented ? (fast ? both : datacentre) : fast ? behaviour : none,
    place: around.place,
  });
  if (!read) derived.version = 0;
  if (device !== undefined && derived.bot?.includes('headless')) {
    pace?.found(siteId, device, event.at);
  }
  return derived;
}
