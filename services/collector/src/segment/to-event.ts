import { createHash, randomUUID } from 'node:crypto';
import { limits } from '@touchtrail/contract';
import { eventUuid } from '@touchtrail/store';
import { receiptOf } from './categories.ts';
import type { CategoryMap } from './categories.ts';
import { campaignOf, deviceOf, isApp, pageKeys, pageOf } from './context.ts';
import { cutText, fieldsAt, isFields, textAt, whole } from './fields.ts';
import type { Fields } from './fields.ts';
import { flatten } from './flatten.ts';
import { timeOf } from './times.ts';

/** What a message is. */
export const kinds = ['track', 'page', 'screen', 'identify', 'group', 'alias'] as const;
export type Kind = (typeof kinds)[number];

/** What all messages of a request share. */
export interface Shared {
  site: { id: string; categories: CategoryMap };
  /** Kind by the route; undefined: each message says it. */
  kind?: Kind | undefined;
  receivedAt: number;
  sentAt?: number | undefined;
}

/** A message as an event of the wire, not checked yet. */
export interface Mapped {
  event: unknown;
  /** Values that were cut or left out. */
  lost: number;
  /** What is wrong with the message in its sender's words, where the event's check would say it in ours. */
  problem?: string;
}

/** Names under which shops report a sale, in lower case. */
const sales: ReadonlySet<string> = new Set(['order completed', 'completed order']);

/** What Segment's wrappers send when somebody changes their choice. */
const consentUpdate = 'Segment Consent Preference Updated';

const none: ReadonlySet<string> = new Set();
const volatile: ReadonlySet<string> = new Set(['sentAt', 'receivedAt', '_metadata', 'writeKey']);

const hashed = (text: string): string =>
  `content:${createHash('sha256').update(text).digest('hex')}`;

/**
 * The id of a message. Without one, a message that says when it happened gets an id made of its
 * content, so that a repeat is known; one that does not cannot be told from its repeat.
 */
function idOf(message: Fields): string {
  const { messageId } = message;
  if (typeof messageId === 'string' && messageId !== '') {
    return messageId.length <= limits.idLength ? messageId : hashed(messageId);
  }
  if (message['timestamp'] === undefined && message['originalTimestamp'] === undefined) {
    return randomUUID();
  }
  try {
    const stable = Object.entries(message).filter(([key]) => !volatile.has(key));
    return hashed(JSON.stringify(stable));
  } catch {
    // Nested ten thousand deep.
    return randomUUID();
  }
}

/** An id of somebody: text, or a number as text; nothing else is an id, and '' is none. */
function personId(value: unknown): unknown {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'number' ? String(value) : value;
}

const timestamp = (message: Fields, { sentAt, receivedAt }: Shared): unknown => {
  const stated = message['timestamp'] ?? message['originalTimestamp'];
  // What is no time goes on as it is, to be refused with the reason.
  return stated === undefined || stated === null
    ? (sentAt ?? receivedAt)
    : (timeOf(stated) ?? stated);
};

/** Money as the store keeps it; what does not fit stays a prop. */
function amountOf(properties: Fields, keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const given = properties[key];
    const amount = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
    if (typeof amount === 'number' && amount >= 0 && amount < 1e14) return amount;
  }
  return undefined;
}

function currencyOf(properties: Fields): string | undefined {
  const code = textAt(properties, 'currency')?.trim().toUpperCase();
  return code !== undefined && /^[A-Z]{3}$/.test(code) ? code : undefined;
}

const overrides = ['touchpoint', 'channel', 'type'] as const;

/** What `context.touchtrail` states, for senders who know where their message belongs. */
const stated = (context: Fields): Fields => {
  const ours = fieldsAt(context, 'touchtrail');
  return Object.fromEntries(
    overrides.filter((key) => ours[key] !== undefined).map((key) => [key, ours[key]]),
  );
};

interface Parts {
  fields: Fields;
  lost: number;
  problem?: string;
}

const withProps = (source: unknown, skip: ReadonlySet<string>, fields: Fields): Parts => {
  const { props, lost } = flatten(source, skip);
  return { fields: { ...fields, ...(Object.keys(props).length > 0 && { props }) }, lost };
};

function track(message: Fields, context: Fields): Parts {
  const properties = fieldsAt(message, 'properties');
  const name = textAt(message, 'event');
  if (name === undefined) {
    return { fields: { name: '' }, lost: 0, problem: 'track needs `event`, the name.' };
  }
  if (name === consentUpdate) {
    return { fields: { type: 'consent', name: 'consent.changed' }, lost: 0 };
  }
  const sold = sales.has(name.trim().toLowerCase());
  const value = amountOf(properties, sold ? ['revenue', 'total', 'value'] : ['revenue']);
  const currency = value === undefined ? undefined : currencyOf(properties);
  return withProps(properties, none, {
    type: sold ? 'conversion' : 'touch',
    name: cutText(name, limits.nameLength),
    ...(value !== undefined && { value }),
    ...(currency !== undefined && { currency }),
    ...stated(context),
  });
}

function viewed(kind: 'page' | 'screen', message: Fields, context: Fields): Parts {
  const properties = fieldsAt(message, 'properties');
  const name = textAt(message, 'name') ?? textAt(properties, 'name');
  const category = textAt(message, 'category') ?? textAt(properties, 'category');
  const all = { ...properties, ...whole({ name, category }) };
  if (kind === 'page') {
    return withProps(all, pageKeys, { type: 'touch', name: 'page.viewed', ...stated(context) });
  }
  return withProps(all, none, {
    type: 'touch',
    name: 'screen.viewed',
    channel: 'app',
    // A screen has no path: its name is the place.
    ...(name !== undefined && { touchpoint: cutText(name, limits.touchpointLength) }),
    ...stated(context),
  });
}

function identify(message: Fields, context: Fields): Parts {
  // RudderStack's clients put them into the context.
  const traits = message['traits'] ?? context['traits'];
  return withProps(traits, none, { type: 'identify', name: 'person.identified' });
}

function group(message: Fields): Parts {
  const accountId = personId(message['groupId']);
  if (accountId === undefined) {
    return { fields: { accountId: '' }, lost: 0, problem: 'group needs `groupId`.' };
  }
  const fields = { type: 'account', name: 'account.identified', accountId };
  return withProps(message['traits'], none, fields);
}

/** The previous id as the device of the user: so reports read what it did as theirs. */
function alias(message: Fields): Parts {
  const anonymousId = personId(message['previousId'] ?? message['from']);
  const userId = personId(message['userId'] ?? message['to']);
  if (anonymousId === undefined || userId === undefined) {
    const problem = 'alias needs `previousId` and `userId`.';
    return { fields: { anonymousId: '' }, lost: 0, problem };
  }
  return { fields: { type: 'identify', name: 'person.aliased', anonymousId, userId }, lost: 0 };
}

const byKind: Readonly<Record<Kind, (message: Fields, context: Fields) => Parts>> = {
  track,
  page: (message, context) => viewed('page', message, context),
  screen: (message, context) => viewed('screen', message, context),
  identify,
  group,
  alias,
};

const isKind = (value: unknown): value is Kind => kinds.includes(value as Kind);

/**
 * A message of Segment's HTTP API as an event of ours. Nothing is checked here: what comes out goes
 * through the same checks and the same gate as every event.
 *
 * @example
 * toEvent({ type: 'page', anonymousId: 'a-1', context: { page: { path: '/' } } }, shared).event;
 * // { id: '…', type: 'touch', name: 'page.viewed', page: { path: '/' }, … }
 */
export function toEvent(message: unknown, shared: Shared): Mapped {
  if (!isFields(message)) return { event: message, lost: 0 };
  const kind = shared.kind ?? message['type'];
  if (!isKind(kind)) {
    return {
      event: { id: idOf(message), type: '' },
      lost: 0,
      problem: `\`type\` must be one of ${kinds.join(', ')}.`,
    };
  }
  const context = fieldsAt(message, 'context');
  const at = timestamp(message, shared);
  const { fields, lost, problem } = byKind[kind](message, context);
  const properties = kind === 'page' ? fieldsAt(message, 'properties') : {};
  const page = pageOf(context, properties);
  // Not the cut address: a click id may stand at its end.
  const url = textAt(properties, 'url') ?? textAt(fieldsAt(context, 'page'), 'url');
  const session = context['sessionId'];
  const event = {
    id: idOf(message),
    at,
    ...whole({
      anonymousId: personId(message['anonymousId']),
      userId: personId(message['userId']),
      accountId: personId(context['groupId'] ?? message['groupId']),
      page,
      campaign: campaignOf(context, url),
      device: deviceOf(context, properties),
      consent: receiptOf(
        context,
        typeof at === 'number' ? at : shared.receivedAt,
        shared.site.categories,
      ),
      channel: isApp(message, context) ? 'app' : undefined,
      // RudderStack counts visits by their start; ours have a UUID.
      sessionId:
        typeof session === 'number' || typeof session === 'string'
          ? eventUuid(shared.site.id, `session:${session}`)
          : undefined,
    }),
    ...fields,
  };
  return { event, lost, ...(problem !== undefined && { problem }) };
}
