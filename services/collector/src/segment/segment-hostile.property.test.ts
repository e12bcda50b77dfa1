import { eventSchema } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { harness } from '../testing/harness.ts';
import { post } from './testing/messages.ts';
import { kinds, toEvent } from './to-event.ts';

const anything = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });
const half = JSON.parse(String.raw`"\ud83d"`) as string;
const odd = fc.oneof(
  anything,
  fc.constantFrom<unknown>(
    '',
    half,
    '\0',
    -1,
    1e308,
    2 ** 53 + 1,
    '1970-01-01',
    '2900-01-01T00:00:00Z',
    'x'.repeat(1_200),
    ['$direct', {}],
    JSON.parse('{"__proto__":{"x":1},"constructor":1}'),
  ),
);
const someOf = (...keys: string[]) =>
  fc.record(Object.fromEntries(keys.map((key) => [key, odd])), { requiredKeys: [] });
const context = fc.oneof(
  odd,
  fc.record(
    {
      page: fc.oneof(odd, someOf('url', 'path', 'title', 'referrer')),
      campaign: fc.oneof(odd, someOf('source', 'medium', 'name', 'term', 'content')),
      screen: fc.oneof(odd, someOf('width', 'height', 'innerWidth')),
      consent: fc.oneof(odd, someOf('categoryPreferences', 'purposes')),
      consentManagement: fc.oneof(odd, someOf('allowedConsentIds', 'deniedConsentIds', 'provider')),
      library: fc.oneof(odd, someOf('name', 'version')),
      touchtrail: fc.oneof(odd, someOf('touchpoint', 'channel', 'type')),
      ip: odd,
      userAgent: odd,
      locale: odd,
      sessionId: odd,
      groupId: odd,
      traits: odd,
    },
    { requiredKeys: [] },
  ),
);
const message = fc.record(
  {
    type: fc.oneof(fc.constantFrom(...kinds), odd),
    event: fc.oneof(fc.constant('Order Completed'), fc.string(), odd),
    messageId: odd,
    timestamp: odd,
    sentAt: odd,
    anonymousId: fc.oneof(fc.constant('a-1'), odd),
    userId: odd,
    groupId: odd,
    previousId: odd,
    properties: fc.oneof(odd, someOf('revenue', 'currency', 'url', 'name', 'products')),
    traits: odd,
    context,
  },
  { requiredKeys: [] },
);

test('whatever a batch holds, it is taken or refused as documented, and never breaks anything', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(message, odd), { minLength: 1, maxLength: 5 }),
      async (batch) => {
        const h = harness({ site: { consentMode: 'none' } });
        const answer = await post(h, '/v1/batch', { batch });
        const body = (await answer.json()) as { rejected?: { index: number }[] };
        expect([200, 422]).toContain(answer.status);
        const refused = new Set((body.rejected ?? []).map(({ index }) => index));
        // Each is stored, or a repeat of one that is, or refused by its place.
        expect(h.events.rows.length).toBeLessThanOrEqual(batch.length - refused.size);
        expect(h.quarantine.rows).toHaveLength(refused.size);
        if (refused.size < batch.length) expect(h.events.rows.length).toBeGreaterThan(0);
        expect(h.log).toEqual([]);
      },
    ),
    { numRuns: 150 },
  );
});

test('a message with an id of somebody, a kind and its name is never refused for what surrounds it', () => {
  const shared = { site: { id: 'shop', categories: {} }, receivedAt: Date.now() };
  // What the sender states on purpose may be refused: times, ids, our own overrides, a receipt of ours.
  const { properties, traits, page, campaign, screen } = {
    properties: fc.object(),
    traits: fc.object(),
    page: someOf('url', 'path', 'title', 'referrer'),
    campaign: someOf('source', 'medium', 'name', 'term', 'content'),
    screen: someOf('width', 'height', 'innerWidth', 'innerHeight'),
  };
  fc.assert(
    fc.property(
      fc.constantFrom('track', 'page', 'screen', 'identify'),
      fc.record({ properties, traits, context: fc.record({ page, campaign, screen }) }),
      (type, rest) => {
        const { event } = toEvent({ ...rest, type, event: 'x', anonymousId: 'a' }, shared);
        const parsed = eventSchema.safeParse(event);
        expect(parsed.error?.issues).toBeUndefined();
      },
    ),
  );
});
