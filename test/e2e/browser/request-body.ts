import { gunzipSync } from 'node:zlib';
import type { Request } from 'playwright-core';

/** What a request carries as text, also where the page has compressed it without saying so. */
export function bodyText(request: Request): string {
  const body = request.postDataBuffer();
  if (!body) return '';
  return (body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body).toString();
}
