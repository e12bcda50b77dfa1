import { randomBytes } from 'node:crypto';

export interface SessionsOptions {
  /** Whether an admin token is valid now; rejects when that cannot be said. */
  verify: (token: string) => Promise<boolean>;
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
  /** Whether a bearer token is valid. */
  checkToken(token: string): Promise<boolean>;
  /** Opens a session for a valid token. */
  open(token: string): Promise<string | undefined>;
  /** Whether a session is open and its token has not been revoked since. */
  check(id: string): Promise<boolean>;
  close(id: string): void;
}

/**
 * @example
 * const sessions = createSessions({ verify: (t) => store.tokens.verify(t), clock: Date.now });
 */
export function createSessions(options: SessionsOptions): Sessions {
  const { verify, clock, lifetimeMs = 12 * 3_600_000, believeMs = 2_000 } = options;
  const maxSessions = options.maxSessions ?? 1_000;
  const open = new Map<string, { token: string; until: number }>();
  const believed = new Map<string, number>();

  const checkToken = async (token: string) => {
    const now = clock();
    if ((believed.get(token) ?? -Infinity) > now) return true;
    believed.delete(token);
    if (token === '' || token.length > 200 || !(await verify(token))) return false;
    if (believed.size >= maxSessions) believed.clear();
    believed.set(token, now + believeMs);
    return true;
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
      if (!session) return false;
      if (session.until <= clock() || !(await checkToken(session.token))) {
        open.delete(id);
        return false;
      }
      return true;
    },
    close: (id) => void open.delete(id),
  };
}
