import { propsProblem } from '../event.ts';
import type { Context, TouchtrailEvent } from '../event.ts';
import { limits } from '../limits.ts';
import { channels, eventTypes, ratingScales } from '../words.ts';
import {
  campaignOf,
  deviceOf,
  experienceOf,
  isBetween,
  isCount,
  isFields,
  isFilled,
  isOneOf,
  isText,
  isUuid,
  pageOf,
  receiptOf,
  refused,
  timeOf,
} from './check-parts.ts';
import type { Fields, Refused } from './check-parts.ts';

const typeWords: ReadonlySet<unknown> = new Set(eventTypes);
const channelWords: ReadonlySet<unknown> = new Set(channels);
const scaleWords: ReadonlySet<unknown> = new Set(ratingScales);
const currencyCode = /^[A-Z]{3}$/;

function amountOf(value: unknown): number | undefined | Refused {
  if (value === undefined) return undefined;
  const isNumber = typeof value === 'number';
  if (!isNumber && (typeof value !== 'string' || value.length > 40)) return refused;
  const number = isNumber ? value : Number(value.trim() === '' ? Number.NaN : value);
  return number >= 0 && number < 1e14 ? number : refused;
}

/** The event's own part where it has one, checked, else the context's, which is checked already. */
const part = <Value>(
  own: unknown,
  shared: Value | undefined,
  check: (raw: unknown) => Value | Refused,
): Value | undefined | Refused => (own === undefined ? shared : check(own));

/** Props are merged key by key. Own `__proto__` keys stay plain data. */
function propsOf(own: unknown, shared: Context['props']): TouchtrailEvent['props'] | Refused {
  if (own === undefined) return shared;
  if (!isFields(own)) return refused;
  const both = shared ? { ...shared, ...own } : own;
  return propsProblem(both) === undefined ? (both as TouchtrailEvent['props']) : refused;
}

const isRight = (raw: Fields): boolean =>
  raw['id'] !== undefined &&
  raw['name'] !== undefined &&
  isFilled(raw['id'], limits.idLength) &&
  isFilled(raw['name'], limits.nameLength) &&
  isOneOf(raw['type'], typeWords) &&
  isFilled(raw['touchpoint'], limits.touchpointLength) &&
  isOneOf(raw['channel'], channelWords) &&
  isFilled(raw['anonymousId'], limits.idLength) &&
  isFilled(raw['userId'], limits.idLength) &&
  isFilled(raw['accountId'], limits.idLength) &&
  isUuid(raw['sessionId']) &&
  isCount(raw['seq']) &&
  isUuid(raw['parentId']) &&
  isBetween(raw['rating'], -1_000, 1_000) &&
  isOneOf(raw['ratingScale'], scaleWords) &&
  isText(raw['comment'], limits.commentLength) &&
  (raw['currency'] === undefined ||
    (typeof raw['currency'] === 'string' && currencyCode.test(raw['currency']))) &&
  (raw['beforeConsent'] === undefined || typeof raw['beforeConsent'] === 'boolean');

const noContext: Context = {};

/**
 * What `eventSchema` makes of an event over the context of its batch, at a fraction of its time: one look
 * at each field, one new object, nothing of the context looked at again. The schema stays the contract: a
 * property test holds the two together, and whoever needs to know why an event is refused asks the schema.
 *
 * @param raw an object of parsed JSON
 * @param context as `contextSchema` gave it
 * @returns `undefined` when the schema would refuse it
 * @example
 * checkedEvent({ id: 'e1', name: 'page.viewed', at: 1795341600000 }, { anonymousId: 'a1' })?.type; // 'touch'
 */
export function checkedEvent(
  raw: Fields,
  context: Context = noContext,
): TouchtrailEvent | undefined {
  if (!isRight(raw)) return undefined;
  const at = timeOf(raw['at']);
  const value = amountOf(raw['value']);
  const page = part(raw['page'], context.page, pageOf);
  const campaign = part(raw['campaign'], context.campaign, campaignOf);
  const device = part(raw['device'], context.device, deviceOf);
  const experience = part(raw['experience'], undefined, experienceOf);
  const props = propsOf(raw['props'], context.props);
  const consent = part(raw['consent'], context.consent, receiptOf);
  if (
    at === refused ||
    value === refused ||
    page === refused ||
    campaign === refused ||
    device === refused ||
    experience === refused ||
    props === refused ||
    consent === refused
  ) {
    return undefined;
  }
  const anonymousId = raw['anonymousId'] ?? context.anonymousId;
  const userId = raw['userId'] ?? context.userId;
  const accountId = raw['accountId'] ?? context.accountId;
  if (anonymousId === undefined && userId === undefined && accountId === undefined)
    return undefined;
  return {
    id: raw['id'],
    type: raw['type'] ?? 'touch',
    name: raw['name'],
    touchpoint: raw['touchpoint'],
    channel: raw['channel'] ?? context.channel,
    at,
    anonymousId,
    userId,
    accountId,
    sessionId: raw['sessionId'] ?? context.sessionId,
    seq: raw['seq'],
    parentId: raw['parentId'],
    page,
    campaign,
    device,
    value,
    currency: raw['currency'],
    rating: raw['rating'],
    ratingScale: raw['ratingScale'],
    comment: raw['comment'],
    experience,
    props,
    consent,
    beforeConsent: raw['beforeConsent'],
  } as TouchtrailEvent;
}
