import { isIP } from 'node:net';
import { limits } from '@touchtrail/contract';
import type { BatchRequest } from '../take-batch.ts';
import { cutText, fieldsAt, isFields, textAt } from './fields.ts';
import type { Fields } from './fields.ts';

/** Where messages came from, for all that is read from requests and not from events. */
export interface Origin {
  /** The address of the person; undefined: unknown, which gets the site's strictest rule. */
  address: string | undefined;
  browser: BatchRequest['browser'] | undefined;
}

/** Messages that share their origin, with their places in the request. */
export interface Group<Item> {
  origin: Origin;
  sdk: string | undefined;
  items: Item[];
}

/** More kinds of origin than this in one request share the last. */
const maxGroups = 50;

/**
 * What the back end that sent a message says of the person it is about. Its own address and user agent
 * say nothing of them: a server stands where it is cheap.
 */
function statedOrigin(context: Fields): Origin {
  const address = textAt(context, 'ip');
  const userAgent = textAt(context, 'userAgent');
  return {
    address: address !== undefined && isIP(address) > 0 ? address : undefined,
    browser: userAgent === undefined ? undefined : { userAgent },
  };
}

/** Name and version of the client, `analytics.js/npm:next-1.84.3`. */
function sdkOf(context: Fields): string | undefined {
  const library = fieldsAt(context, 'library');
  const name = textAt(library, 'name');
  return name && cutText(`${name}/${textAt(library, 'version') ?? ''}`, 100);
}

/**
 * Sorts the messages of a request by where they came from: a back end sends those of many people at
 * once. No group has more than a batch may have.
 *
 * @param requested origin by the request itself, when a browser sent it.
 */
export function grouped<Item extends { message: unknown }>(
  items: readonly Item[],
  requested: Origin | undefined,
): Group<Item>[] {
  const groups: Group<Item>[] = [];
  const open = new Map<string, Group<Item>>();
  for (const item of items) {
    const context = isFields(item.message) ? fieldsAt(item.message, 'context') : {};
    const origin = requested ?? statedOrigin(context);
    const sdk = sdkOf(context);
    let key = JSON.stringify([origin.address, origin.browser?.userAgent, sdk]);
    if (!open.has(key) && open.size >= maxGroups) key = [...open.keys()].at(-1) ?? key;
    let group = open.get(key);
    if (!group || group.items.length >= limits.batchEvents) {
      group = group
        ? { origin: group.origin, sdk: group.sdk, items: [] }
        : { origin, sdk, items: [] };
      open.set(key, group);
      groups.push(group);
    }
    group.items.push(item);
  }
  return groups;
}
