import { existsSync } from 'node:fs';
import path from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono } from 'hono';
import { etag } from 'hono/etag';
import { errorAnswer } from './answer.ts';
import type { NodeEnv } from './events-route.ts';

/** `/t.js`, `/t.core.js`, parts such as `/t.vitals.js`, and `/t.<hash>.js`. */
export const scriptPath = /^\/t(?:\.core|\.[0-9a-zA-Z_-]{6,64})?\.js$/;

const openToAll = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
};

/** Hashed names never change content; the others may with each release. */
const scriptCache = (name: string): string =>
  /^\/t\.[0-9a-f]{8,64}\.js$/.test(name)
    ? 'public, max-age=31536000, immutable'
    : 'public, max-age=600, stale-while-revalidate=86400';

/** Serves the SDK's built files, compressed ones where the browser takes them. */
export function scriptRoutes(app: Hono<NodeEnv>, sdkDir: string | undefined): void {
  app.on('GET', '/:script{t(?:\\.[0-9a-zA-Z_-]+)?\\.js}', etag({ weak: true }), async (c, next) => {
    const name = c.req.path;
    for (const [key, value] of Object.entries(openToAll)) c.header(key, value);
    if (sdkDir === undefined || !existsSync(path.join(sdkDir, 't.js'))) {
      return errorAnswer(
        'not_found',
        'The script is not built.',
        'Run `npm run build`, then start again.',
        { headers: openToAll },
      );
    }
    const serve = serveStatic<NodeEnv>({ root: sdkDir, precompressed: true });
    const found = await serve(c, async () => undefined);
    if (found) {
      found.headers.set('cache-control', scriptCache(name));
      found.headers.set('vary', 'Accept-Encoding');
      return found;
    }
    await next();
    return errorAnswer('not_found', 'There is no such script.', 'Use /t.js.', {
      headers: openToAll,
    });
  });
}
