import type { BatchAnswer, RejectedEvent } from '@touchtrail/contract';
import type { Context } from 'hono';
import { errorAnswer, jsonAnswer } from '../answer.ts';
import { mostUnread } from '../enrich/told.ts';
import { addressOf, siteFor } from '../events-route.ts';
import type { EventsRouteDeps, NodeEnv } from '../events-route.ts';
import { readBatch } from '../intake.ts';
import { problemAnswer } from '../problem-answer.ts';
import { takeBatch } from '../take-batch.ts';
import { isFields } from './fields.ts';
import { grouped } from './groups.ts';
import type { Group, Origin } from './groups.ts';
import { readRequest } from './read-request.ts';
import { toEvent } from './to-event.ts';
import type { Kind, Mapped } from './to-event.ts';

interface Item extends Mapped {
  message: unknown;
  /** Place in the request. */
  index: number;
}

/** The browser a request came from; undefined when it came from a program, such as a back end. */
function browserOrigin(c: Context<NodeEnv>, trustedProxies: number): Origin | undefined {
  const userAgent = c.req.header('user-agent') ?? '';
  if (c.req.header('origin') === undefined && !userAgent.startsWith('Mozilla/')) return undefined;
  const mobile = c.req.header('sec-ch-ua-mobile');
  return {
    address: addressOf(c, trustedProxies),
    browser: { userAgent, mobile: mobile === undefined ? undefined : mobile === '?1' },
  };
}

const anonymousIdOf = (message: unknown): string | undefined => {
  const id = isFields(message) ? message['anonymousId'] : undefined;
  return typeof id === 'string' ? id : undefined;
};

/** A refusal by its place in the request, in the words of Segment's API where ours would not help. */
function inRequest(rejected: RejectedEvent, group: Group<Item>): RejectedEvent {
  const item = group.items[rejected.index];
  return {
    ...rejected,
    index: item?.index ?? rejected.index,
    message: (rejected.code === 'invalid_event' && item?.problem) || rejected.message,
  };
}

async function accept(
  c: Context<NodeEnv>,
  kind: Kind | undefined,
  deps: EventsRouteDeps,
): Promise<Response> {
  const { limits, metrics } = deps;
  const address = addressOf(c, deps.trustedProxies);
  limits.beforeBody(address);
  const request = await readRequest(c, kind === undefined, deps.bodyLimits);
  const { messages, sentAt, bodyBytes } = request;
  const receivedAt = deps.clock();
  const { site, cors } = await siteFor(c, request.writeKey, deps.sites);
  limits.afterBody({
    key: site.id,
    address,
    anonymousId: anonymousIdOf(messages[0]),
    events: messages.length,
  });
  const shared = {
    site: { id: site.id, categories: site.privacy.consentCategories },
    kind,
    receivedAt,
    sentAt,
  };
  const items = messages.map((message, index): Item => ({
    ...toEvent(message, shared),
    message,
    index,
  }));
  metrics.add(
    'touchtrail_segment_values_lost_total',
    items.reduce((sum, { lost }) => sum + lost, 0),
  );
  // One for all groups: a request may state five hundred browsers.
  const unread = { left: mostUnread };
  const take = async (group: Group<Item>): Promise<BatchAnswer> => {
    const answer = await takeBatch(
      {
        read: readBatch({
          v: 1,
          site: site.writeKey,
          events: group.items.map(({ event }) => event),
          ...(sentAt !== undefined && { sentAt }),
          ...(group.sdk !== undefined && { sdk: group.sdk }),
        }),
        site,
        source: 'sdk',
        receivedAt,
        bodyBytes,
        address: group.origin.address,
        ...(group.origin.browser && { browser: group.origin.browser }),
        signals: { gpc: c.req.header('sec-gpc') === '1', dnt: c.req.header('dnt') === '1' },
        cors,
        unread,
      },
      deps,
    );
    // Nothing of it was accepted: then only the refusals are there.
    const { accepted = 0, duplicates = 0, rejected = [] } = (await answer.json()) as BatchAnswer;
    return { accepted, duplicates, rejected: rejected.map((one) => inRequest(one, group)) };
  };
  const requested = browserOrigin(c, deps.trustedProxies);
  const answers = await Promise.all(grouped(items, requested).map(take));
  const rejected = answers
    .flatMap((answer) => answer.rejected)
    .toSorted((one, other) => one.index - other.index);
  if (rejected.length === messages.length) {
    return errorAnswer(
      'all_events_invalid',
      'No message of the request could be accepted.',
      'See `rejected` for the reason of each.',
      { body: { rejected }, headers: cors },
    );
  }
  return jsonAnswer(200, { success: true, ...(rejected.length > 0 && { rejected }) }, cors);
}

/**
 * A route of Segment's HTTP API. Answers 200 `{"success":true}` when every message is durable; what
 * was refused beside them stands in `rejected`, which the clients do not look at.
 *
 * @param kind what the route takes; undefined: a batch whose messages say it.
 */
export const postSegment =
  (kind: Kind | undefined, deps: EventsRouteDeps) =>
  async (c: Context<NodeEnv>): Promise<Response> => {
    try {
      return await accept(c, kind, deps);
    } catch (error) {
      return problemAnswer(error, deps);
    }
  };
