import * as fc from 'fast-check';
import type { Door } from './doors.ts';
import { parsedBody } from './oracle.ts';

const kinds = ['track', 'page', 'screen', 'identify', 'group', 'alias'];

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const messagesOf = (body: Buffer | undefined): unknown => {
  const value = body && parsedBody(body)?.value;
  return isFields(value) ? value['batch'] : undefined;
};

const refusedOf = (answer: string): ReadonlySet<number> =>
  new Set(
    ((JSON.parse(answer) as { rejected?: { index: number }[] }).rejected ?? []).map(
      ({ index }) => index,
    ),
  );

const text = fc.string({ minLength: 1, maxLength: 20 });
const properties = fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });

/** `POST /v1/batch`, as clients of Segment's HTTP API use it. */
export const segmentDoor = (writeKey: string, time: fc.Arbitrary<unknown>): Door => ({
  path: '/v1/batch',
  document: fc.record(
    {
      batch: fc.array(
        fc.record(
          {
            type: fc.constantFrom(...kinds),
            event: text,
            messageId: fc.uuid(),
            anonymousId: fc.uuid(),
            userId: text,
            groupId: text,
            previousId: text,
            timestamp: time,
            properties,
            traits: properties,
            context: fc.record(
              {
                page: fc.record({ url: fc.webUrl(), path: text, title: text, referrer: text }),
                campaign: fc.record({ source: text, medium: text }),
                consent: fc.record({ categoryPreferences: fc.dictionary(text, fc.boolean()) }),
                ip: fc.ipV4(),
                userAgent: text,
              },
              { requiredKeys: [] },
            ),
          },
          { requiredKeys: ['type', 'event', 'messageId', 'anonymousId'] },
        ),
        { minLength: 1, maxLength: 4 },
      ),
      sentAt: time,
    },
    { requiredKeys: ['batch'] },
  ),
  headers: () => ({ authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` }),
  wrong(body, answer) {
    if (!body) return 'taken, though its framing is wrong';
    const messages = messagesOf(body);
    if (!Array.isArray(messages)) return 'taken, though it is no batch';
    const refused = refusedOf(answer);
    const odd = messages.findIndex(
      (message, index) =>
        !refused.has(index) && !(isFields(message) && kinds.includes(message['type'] as string)),
    );
    return odd < 0 ? undefined : `message ${odd} taken, though it is none`;
  },
  // Its answer does not tell what is new from what is a repeat.
  stored: () => 0,
  maybe(body, answer) {
    const messages = messagesOf(body);
    return Array.isArray(messages) ? messages.length - refusedOf(answer).size : 0;
  },
});
