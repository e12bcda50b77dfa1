import type { Context } from 'hono';
import { ConsoleProblem } from './answer.ts';

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
        `The body is larger than ${maxBytes} bytes.`,
        'Send only what the route asks for: it fits easily.',
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
      'The body is not a JSON object.',
      'Send parameters such as {"site":"my-site"}.',
    );
  }
  return value as Record<string, unknown>;
}
