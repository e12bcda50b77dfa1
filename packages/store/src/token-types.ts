/**
 * What a token may do: `viewer` reads reports without seeing who is who, `analyst` also single people's
 * timelines, `admin` everything, with exports and erasures.
 */
export type Role = 'admin' | 'analyst' | 'viewer';

/** A token to be made. */
export interface NewToken {
  role: Role;
  /** Who it is for, in words. */
  name?: string;
  /** Site ids it may see; empty or absent: every site. */
  sites?: readonly string[];
}

/** A valid token without its secret. */
export interface TokenIdentity {
  id: string;
  role: Role;
  name: string;
  /** Empty: every site. */
  sites: readonly string[];
}

export interface TokenStore {
  /**
   * Makes a token, by default an admin's for every site, stores its SHA-256 only, and returns it: the
   * one time it is seen.
   */
  create(token?: NewToken): Promise<string>;
  verify(token: string): Promise<boolean>;
  /** Whose token this is; undefined when it is none, or revoked. */
  identify(token: string): Promise<TokenIdentity | undefined>;
  /**
   * Valid tokens, oldest first; never the tokens themselves. `lastUsed` is a UTC day, null: never, or
   * longer ago than the audit log reaches.
   */
  list(): Promise<(TokenIdentity & { createdAt: number; lastUsed: string | null })[]>;
  /**
   * Gives a token another role or name, and returns it; services take it up within seconds. Who was
   * revoked meanwhile stays so.
   *
   * @throws StoreError `token_unknown`
   */
  change(id: string, changes: { role?: Role; name?: string }): Promise<TokenIdentity>;
  /** @throws StoreError `token_unknown` */
  revoke(id: string): Promise<void>;
  hasAny(): Promise<boolean>;
  /** Revokes every admin token and makes a new one. */
  rotate(): Promise<string>;
}
