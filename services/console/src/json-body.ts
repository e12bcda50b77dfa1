import { words } from '@touchtrail/contract';
import type { Context } from 'hono';
import { ConsoleProblem } from './answer.ts';

const say = words({
  'The body is larger than {n} bytes.': 'Was gesendet wurde, hat mehr als {n} Bytes.',
  'Send only what the route asks for: it fits easily.':
    'Senden Sie nur, was die Adresse verlangt: das passt leicht hinein.',
  'The body is not a JSON object.': 'Was gesendet wurde, ist kein JSON-Objekt.',
  'Send parameters such as {example}.': 'Senden Sie Parameter wie {example}.',
});

const defaultBytes = 64 * 1024;

/**
 * Reads a small JSON object.
 *
 * @param maxBytes that it may have; default 64 KiB
 * @throws ConsoleProblem `malformed_json`, `body_too_large`
 */
export async function readJsonBody(
  c: Context,
  maxBytes = defaultBytes,
): Promise<Record<string, unknown>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new ConsoleProblem(
        'body_too_large',
        say('The body is larger than {n} bytes.', { n: maxBytes }),
        say('Send only what the route asks for: it fits easily.'),
        { headers: { connection: 'close' } },
      );
    }
    chunks.push(chunk);
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(chunks).toString() || '{}');
  } catch {
    value = undefined;
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new ConsoleProblem(
      'malformed_json',
      say('The body is not a JSON object.'),
      say('Send parameters such as {example}.', { example: '{"site":"my-site"}' }),
    );
  }
  return value as Record<string, unknown>;
}
