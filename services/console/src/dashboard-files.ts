import { words } from '@touchtrail/contract';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono, MiddlewareHandler } from 'hono';
import { isSecure } from './access.ts';
import type { NodeEnv } from './access.ts';
import { ConsoleProblem } from './answer.ts';
import { createShell } from './dashboard-shell.ts';

/** Everything from ourselves, nothing inline, framed by nobody. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers that every answer of the console carries. */
export const securityHeaders: MiddlewareHandler<NodeEnv> = async (c, next) => {
  await next();
  const { headers } = c.res;
  headers.set('x-content-type-options', 'nosniff');
  headers.set('x-frame-options', 'DENY');
  headers.set('referrer-policy', 'same-origin');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-resource-policy', 'same-origin');
  headers.set('content-security-policy', contentSecurityPolicy);
  headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
  if (isSecure(c)) headers.set('strict-transport-security', 'max-age=31536000');
};

// Vite names assets by their content: `name-<hash>.ext`.
const hashedAsset = /^\/assets\/.+-[\w-]{8,}\.\w+$/;

const say = words({
  'The dashboard is not built.': 'Die Oberfläche ist nicht gebaut.',
  'Run `npm run build`, then start again. The API under /api works without it.':
    'Rufen Sie `npm run build` auf und starten Sie neu. Die API unter /api geht auch so.',
  'There is nothing here.': 'Hier ist nichts.',
  'The dashboard is at /.': 'Die Oberfläche liegt unter /.',
});

const notBuilt = () =>
  new ConsoleProblem(
    'not_found',
    say('The dashboard is not built.'),
    say('Run `npm run build`, then start again. The API under /api works without it.'),
  );

const nothingHere = () =>
  new ConsoleProblem('not_found', say('There is nothing here.'), say('The dashboard is at /.'));

/** Serves the dashboard's built files; a page address that is not a file gets `index.html`. */
export function dashboardFiles(
  app: Hono<NodeEnv>,
  dir: string | undefined,
  clock: () => number,
): void {
  let files: MiddlewareHandler<NodeEnv> | undefined;
  let shell: ReturnType<typeof createShell> | undefined;
  app.get('*', async (c) => {
    const index = dir === undefined ? undefined : path.join(dir, 'index.html');
    if (dir === undefined || !index || !existsSync(index)) throw notBuilt();
    if (c.req.path === '/' || c.req.path === '/index.html') {
      shell ??= createShell(app, dir, clock);
      return shell(c);
    }
    files ??= serveStatic<NodeEnv>({ root: dir, precompressed: true });
    const found = await files(c, async () => undefined);
    if (found) {
      const immutable = hashedAsset.test(c.req.path);
      found.headers.set(
        'cache-control',
        immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
      found.headers.set('vary', 'Accept-Encoding');
      return found;
    }
    if (!(c.req.header('accept') ?? '').includes('text/html')) throw nothingHere();
    shell ??= createShell(app, dir, clock);
    return shell(c);
  });
}
