import { randomBytes } from 'node:crypto';
import type { TokenIdentity } from '@touchtrail/store';

export interface SessionsOptions {
  /** Whose token this is now, if it is one; rejects when that cannot be said. */
  identify: (token: string) => Promise<TokenIdentity | undefined>;
  clock: () => number;
  /** A session ends this long after login. Default 12 h. */
  lifetimeMs?: number;
  /** A good token is believed this long before it is checked again. Default 2 s. */
  believeMs?: number;
  /** Sessions kept at most; the oldest gives way. Default 1,000. */
  maxSessions?: number;
}

/** Logins, in memory: a restart of the service ends them. */
export interface Sessions {
  /** Whose bearer token this is; undefined when it is not valid. */
  checkToken(token: string): Promise<TokenIdentity | undefined>;
  /** Opens a session for a valid token. */
  open(token: string): Promise<string | undefined>;
  /** Whose session this is, when it is open and its token has not been revoked since. */
  check(id: string): Promise<TokenIdentity | undefined>;
  close(id: string): void;
}

/**
 * @example
 * const sessions = createSessions({ identify: (t) => store.tokens.identify(t), clock: Date.now });
 */
export function createSessions(options: SessionsOptions): Sessions {
  const { identify, clock, lifetimeMs = 12 * 3_600_000, believeMs = 2_000 } = options;
  const maxSessions = options.maxSessions ?? 1_000;
  const open = new Map<string, { token: string; until: number }>();
  const believed = new Map<string, { who: TokenIdentity; until: number }>();

  const checkToken = async (token: string) => {
    const now = clock();
    const before = believed.get(token);
    if (before && before.until > now) return before.who;
    believed.delete(token);
    if (token === '' || token.length > 200) return undefined;
    const who = await identify(token);
    if (!who) return undefined;
    if (believed.size >= maxSessions) believed.clear();
    believed.set(token, { who, until: now + believeMs });
    return who;
  };

  return {
    checkToken,
    async open(token) {
      if (!(await checkToken(token))) return undefined;
      const id = randomBytes(32).toString('base64url');
      if (open.size >= maxSessions) {
        const oldest = open.keys().next();
        if (!oldest.done) open.delete(oldest.value);
      }
      open.set(id, { token, until: clock() + lifetimeMs });
      return id;
    },
    async check(id) {
      const session = open.get(id);
      if (!session) return undefined;
      const who = session.until > clock() ? await checkToken(session.token) : undefined;
      if (!who) open.delete(id);
      return who;
    },
    close: (id) => void open.delete(id),
  };
}
