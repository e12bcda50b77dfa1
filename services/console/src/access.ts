import type { IncomingMessage } from 'node:http';
import { words } from '@touchtrail/contract';
import type { Language } from '@touchtrail/contract';
import type { AuditEntry, Role, TokenIdentity } from '@touchtrail/store';
import type { Context, Env, Hono, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { ConsoleProblem, jsonAnswer } from './answer.ts';
import type { AttemptLimit } from './attempt-limit.ts';
import { readJsonBody } from './json-body.ts';
import type { Sessions } from './sessions.ts';

/** Bindings of `@hono/node-server`, absent when the app is called directly; and who is asking. */
export interface NodeEnv extends Env {
  Bindings: { incoming?: IncomingMessage };
  Variables: { who: TokenIdentity; language?: Language };
}

export interface AccessDeps {
  sessions: Sessions;
  limit: AttemptLimit;
  /** Resolves when the entry is on disk. */
  audit: (entry: AuditEntry) => Promise<void>;
  clock: () => number;
}

const say = words({
  'Not logged in.': 'Nicht angemeldet.',
  'Send `Authorization: Bearer <token>` or log in. `touchtrail token create` makes a new token.':
    'Senden Sie `Authorization: Bearer <token>` oder melden Sie sich an. `touchtrail token create` macht einen neuen Token.',
  'This request came from another page.': 'Diese Anfrage kam von einer anderen Seite.',
  'Open the dashboard itself, or use a bearer token.':
    'Öffnen Sie die Oberfläche selbst oder nehmen Sie einen Bearer-Token.',
  'This needs the role {role}; your token is for a {own}.':
    'Das braucht die Rolle {role}; Ihr Token ist für {own}.',
  'Ask an admin for another token: touchtrail token create --role {role}.':
    'Bitten Sie jemanden mit der Rolle admin um einen anderen Token: touchtrail token create --role {role}.',
  'Too many failed logins.': 'Zu viele fehlgeschlagene Anmeldungen.',
  'Wait a while, then try again.': 'Warten Sie eine Weile und versuchen Sie es dann noch einmal.',
  'A login over plain HTTP could be read on the way.':
    'Eine Anmeldung über einfaches HTTP könnte unterwegs gelesen werden.',
  'Put TLS in front of the service, or open it on its own machine: ssh -L 8787:127.0.0.1:8787 HOST.':
    'Stellen Sie TLS vor den Dienst oder öffnen Sie ihn auf seiner eigenen Maschine: ssh -L 8787:127.0.0.1:8787 HOST.',
  'This is not a valid token.': 'Das ist kein gültiger Token.',
  'Copy the token that the first start printed, or make a new one: `touchtrail token create`.':
    'Nehmen Sie den Token, den der erste Start gezeigt hat, oder machen Sie einen neuen: `touchtrail token create`.',
});

const sessionCookie = 'touchtrail_session';

const bearer = (c: Context): string | undefined =>
  /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];

const unauthorized = () =>
  new ConsoleProblem(
    'unauthorized',
    say('Not logged in.'),
    say(
      'Send `Authorization: Bearer <token>` or log in. `touchtrail token create` makes a new token.',
    ),
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
    say('This request came from another page.'),
    say('Open the dashboard itself, or use a bearer token.'),
  );

const dayMs = 86_400_000;

/** Notes the first use of each token on each day: every request would bury the rest. */
function noteUses({ audit, clock }: AccessDeps): (who: TokenIdentity) => Promise<void> {
  const noted = new Map<string, number>();
  return async ({ id, role }) => {
    const day = Math.floor(clock() / dayMs);
    if (noted.get(id) === day) return;
    if (noted.size >= 1_000) noted.clear();
    noted.set(id, day);
    try {
      await audit({ action: 'token.used', actor: id, role });
    } catch (error) {
      noted.delete(id);
      throw error;
    }
  };
}

/** Lets a request through with a valid bearer token or a login, and says who it is. */
export function requireAccess(deps: AccessDeps): MiddlewareHandler<NodeEnv> {
  const { sessions, limit } = deps;
  const noteUse = noteUses(deps);
  return async (c, next) => {
    const token = bearer(c);
    if (token !== undefined) {
      // A right token is never held up: a script with an old one may share the address.
      const who = await sessions.checkToken(token);
      if (!who) {
        const key = `bearer ${remoteAddress(c)}`;
        refuseWhileLimited(limit, key);
        limit.failed(key);
        throw unauthorized();
      }
      await noteUse(who);
      c.set('who', who);
      return next();
    }
    const id = getCookie(c, sessionCookie);
    const who = id === undefined ? undefined : await sessions.check(id);
    if (!who) throw unauthorized();
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && !isOwnPage(c)) throw foreignPage();
    await noteUse(who);
    c.set('who', who);
    return next();
  };
}

const rank: Readonly<Record<Role, number>> = { viewer: 0, analyst: 1, admin: 2 };

/** Lets a request through for this role and those above it. Comes after {@link requireAccess}. */
export const requireRole =
  (role: Role): MiddlewareHandler<NodeEnv> =>
  async (c, next) => {
    if (rank[c.get('who').role] >= rank[role]) return next();
    throw new ConsoleProblem(
      'forbidden',
      say('This needs the role {role}; your token is for a {own}.', {
        role,
        own: c.get('who').role,
      }),
      say('Ask an admin for another token: touchtrail token create --role {role}.', { role }),
    );
  };

const remoteAddress = (c: Context<NodeEnv>) =>
  c.env?.incoming?.socket.remoteAddress ?? 'unknown address';

function refuseWhileLimited(limit: AttemptLimit, key: string): void {
  const waitMs = limit.waitMs(key);
  if (waitMs === 0) return;
  throw new ConsoleProblem(
    'too_many_requests',
    say('Too many failed logins.'),
    say('Wait a while, then try again.'),
    { headers: { 'retry-after': String(Math.ceil(waitMs / 1_000)) } },
  );
}

/** Whether a request came over TLS, to us or to a proxy before us. */
export const isSecure = (c: Context): boolean =>
  c.req.url.startsWith('https:') || c.req.header('x-forwarded-proto') === 'https';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const isLoopback = (c: Context): boolean => loopback.test(c.req.header('host') ?? '');

/** A page over plain HTTP on another machine: the cookie would travel readable, so there is none. */
const isReadableByOthers = (c: Context): boolean =>
  !isSecure(c) && !isLoopback(c) && (c.req.header('origin') ?? '').startsWith('http:');

/** `/api/login`, `/api/logout`, `/api/session`. */
export function loginRoutes(app: Hono<NodeEnv>, deps: AccessDeps): void {
  const { sessions, limit, audit } = deps;
  app.post('/api/login', async (c) => {
    if (!isOwnPage(c)) throw foreignPage();
    if (isReadableByOthers(c)) {
      throw new ConsoleProblem(
        'forbidden',
        say('A login over plain HTTP could be read on the way.'),
        say(
          'Put TLS in front of the service, or open it on its own machine: ssh -L 8787:127.0.0.1:8787 HOST.',
        ),
      );
    }
    const key = `login ${remoteAddress(c)}`;
    refuseWhileLimited(limit, key);
    const body = await readJsonBody(c);
    const token = typeof body['token'] === 'string' ? body['token'].trim() : '';
    const id = await sessions.open(token);
    const who = id === undefined ? undefined : await sessions.check(id);
    if (id === undefined || !who) {
      limit.failed(key);
      await audit({ action: 'login.failed', actor: 'unknown' });
      throw new ConsoleProblem(
        'unauthorized',
        say('This is not a valid token.'),
        say(
          'Copy the token that the first start printed, or make a new one: `touchtrail token create`.',
        ),
      );
    }
    limit.succeeded(key);
    await audit({ action: 'login', actor: who.id, role: who.role });
    setCookie(c, sessionCookie, id, {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      // Only a browser on the same machine may get it without TLS.
      secure: isSecure(c) || !isLoopback(c),
      maxAge: 12 * 3_600,
    });
    c.header('cache-control', 'no-store');
    return c.json({ authenticated: true, role: who.role });
  });
  app.post('/api/logout', (c) => {
    if (!isOwnPage(c)) throw foreignPage();
    const id = getCookie(c, sessionCookie);
    if (id !== undefined) sessions.close(id);
    deleteCookie(c, sessionCookie, { path: '/' });
    c.header('cache-control', 'no-store');
    return c.json({ authenticated: false });
  });
  app.get('/api/session', requireAccess(deps), (c) => {
    const { role, sites } = c.get('who');
    return jsonAnswer(200, { authenticated: true, role, sites });
  });
}
