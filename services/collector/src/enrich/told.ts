import type { TouchtrailEvent } from '@touchtrail/contract';
import { enrichEvent, enrichmentVersion, withChannel } from '@touchtrail/enrich';
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
 * What is told of an event that may be stored.
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
  const userAgent = seen.device?.userAgent ?? '';
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
    userAgent,
    stated: {
      channel: given.channel !== undefined,
      referrerType: given.page?.referrerType !== undefined,
    },
    stripped,
    fromPage,
    observed: rented ? (fast ? both : datacentre) : fast ? behaviour : none,
    place: around.place,
  });
  if (device !== undefined && derived.bot?.includes('headless')) {
    pace?.found(siteId, device, event.at);
  }
  return derived;
}
