import type { IncomingMessage } from 'node:http';
import type { Context, Env, Hono, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { ConsoleProblem, jsonAnswer } from './answer.ts';
import type { AttemptLimit } from './attempt-limit.ts';
import { readJsonBody } from './json-body.ts';
import type { Sessions } from './sessions.ts';

/** Bindings of `@hono/node-server`; absent when the app is called directly. */
export interface NodeEnv extends Env {
  Bindings: { incoming?: IncomingMessage };
}

const sessionCookie = 'touchtrail_session';

const bearer = (c: Context): string | undefined =>
  /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];

const unauthorized = () =>
  new ConsoleProblem(
    'unauthorized',
    'Not logged in.',
    'Send `Authorization: Bearer <admin token>` or log in. `touchtrail key rotate --admin` makes a new token.',
    { headers: { 'www-authenticate': 'Bearer realm="touchtrail"' } },
  );

/**
 * Whether a request that carries the cookie comes from our own page. `Sec-Fetch-Site` says it where
 * the browser sends it (on trustworthy addresses only); else `Origin` must be the host asked for.
 */
function isOwnPage(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = c.req.header('origin');
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === c.req.header('host');
  } catch {
    return false;
  }
}

const foreignPage = () =>
  new ConsoleProblem(
    'forbidden',
    'This request came from another page.',
    'Open the dashboard itself, or use a bearer token.',
  );

/** Lets a request through with a valid bearer token or a login. */
export const requireAccess =
  (sessions: Sessions, limit: AttemptLimit): MiddlewareHandler<NodeEnv> =>
  async (c, next) => {
    const token = bearer(c);
    if (token !== undefined) {
      // A right token is never held up: a script with an old one may share the address.
      if (await sessions.checkToken(token)) return next();
      const key = `bearer ${remoteAddress(c)}`;
      refuseWhileLimited(limit, key);
      limit.failed(key);
      throw unauthorized();
    }
    const id = getCookie(c, sessionCookie);
    if (id === undefined || !(await sessions.check(id))) throw unauthorized();
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && !isOwnPage(c)) throw foreignPage();
    return next();
  };

const remoteAddress = (c: Context<NodeEnv>) =>
  c.env?.incoming?.socket.remoteAddress ?? 'unknown address';

function refuseWhileLimited(limit: AttemptLimit, key: string): void {
  const waitMs = limit.waitMs(key);
  if (waitMs === 0) return;
  throw new ConsoleProblem(
    'too_many_requests',
    'Too many failed logins.',
    'Wait a while, then try again.',
    { headers: { 'retry-after': String(Math.ceil(waitMs / 1_000)) } },
  );
}

const isSecure = (c: Context) =>
  c.req.url.startsWith('https:') || c.req.header('x-forwarded-proto') === 'https';

/** `/api/login`, `/api/logout`, `/api/session`. */
export function loginRoutes(app: Hono<NodeEnv>, sessions: Sessions, limit: AttemptLimit): void {
  app.post('/api/login', async (c) => {
    if (!isOwnPage(c)) throw foreignPage();
    const key = `login ${remoteAddress(c)}`;
    refuseWhileLimited(limit, key);
    const body = await readJsonBody(c);
    const token = typeof body['token'] === 'string' ? body['token'].trim() : '';
    const id = await sessions.open(token);
    if (id === undefined) {
      limit.failed(key);
      throw new ConsoleProblem(
        'unauthorized',
        'This is not a valid admin token.',
        'Copy the token that the first start printed, or make a new one: `touchtrail key rotate --admin`.',
      );
    }
    limit.succeeded(key);
    setCookie(c, sessionCookie, id, {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      secure: isSecure(c),
      maxAge: 12 * 3_600,
    });
    c.header('cache-control', 'no-store');
    return c.json({ authenticated: true });
  });
  app.post('/api/logout', (c) => {
    if (!isOwnPage(c)) throw foreignPage();
    const id = getCookie(c, sessionCookie);
    if (id !== undefined) sessions.close(id);
    deleteCookie(c, sessionCookie, { path: '/' });
    c.header('cache-control', 'no-store');
    return c.json({ authenticated: false });
  });
  app.get('/api/session', requireAccess(sessions, limit), () =>
    jsonAnswer(200, { authenticated: true }),
  );
}
