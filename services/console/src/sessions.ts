import { randomBytes } from 'node:crypto';
import type { TokenIdentity } from '@touchtrail/store';

/** A login: the token it was made with, and when it ends (epoch ms). */
export interface Session {
  token: string;
  until: number;
}

/** Where logins are kept. Several processes of one service share a shelf. */
export interface SessionShelf {
  get(id: string): Promise<Session | undefined>;
  put(id: string, session: Session): Promise<void>;
  delete(id: string): void;
}

/** A shelf in memory; the oldest gives way beyond `max`. */
export function createSessionShelf(max: number): SessionShelf {
  const open = new Map<string, Session>();
  return {
    get: async (id) => open.get(id),
    async put(id, session) {
      if (open.size >= max) {
        const oldest = open.keys().next();
        if (!oldest.done) open.delete(oldest.value);
      }
      open.set(id, session);
    },
    delete: (id) => void open.delete(id),
  };
}

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
  /** Default: in memory, so that a restart of the service ends them. */
  shelf?: SessionShelf | undefined;
}

/** Logins. */
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
  const shelf = options.shelf ?? createSessionShelf(maxSessions);
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
      await shelf.put(id, { token, until: clock() + lifetimeMs });
      return id;
    },
    async check(id) {
      const session = await shelf.get(id);
      if (!session) return undefined;
      const who = session.until > clock() ? await checkToken(session.token) : undefined;
      if (!who) shelf.delete(id);
      return who;
    },
    close: (id) => shelf.delete(id),
  };
}
