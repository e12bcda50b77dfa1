import type { Harness } from '../../testing/harness.ts';

/** The test site's write key as clients send it. */
export const basic = `Basic ${Buffer.from('wk_test:').toString('base64')}`;

/** Posts text, bytes or a value as JSON. */
export const post = (
  { collector }: Harness,
  path: string,
  body: unknown,
  headers: Record<string, string> = { authorization: basic },
) =>
  collector.app.request(path, {
    method: 'POST',
    headers,
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });

export const track = (fields: Record<string, unknown> = {}) => ({
  type: 'track',
  event: 'Clicked',
  anonymousId: 'a-1',
  ...fields,
});
