/** What an id is. The order is of strength: an edge goes from the weaker to the stronger end. */
export const idKinds = ['anonymous', 'email', 'user'] as const;
export type IdKind = (typeof idKinds)[number];

/**
 * Kind and id in one text, `user:4711`: an anonymous id equal to a user id is another id.
 *
 * @example
 * idKey('anonymous', 'a1'); // 'anonymous:a1'
 */
export type IdKey = `${IdKind}:${string}`;

export const idKey = (kind: IdKind, id: string): IdKey => `${kind}:${id}`;

/** Kind and id of a key. */
export function splitKey(key: IdKey): { kind: IdKind; id: string } {
  const at = key.indexOf(':');
  return { kind: key.slice(0, at) as IdKind, id: key.slice(at + 1) };
}

/** Whether it is the id of a user: of a customer, as the site's own systems name them. */
export const isUser = (key: IdKey): boolean => key.startsWith('user:');

/** How two ids came to be seen together. */
export type EdgeKind = 'login' | 'email' | 'link' | 'import' | 'alias';

/** Two ids of one site, seen together. Times are epoch ms. */
export interface Edge {
  from: IdKey;
  to: IdKey;
  kind: EdgeKind;
  /** Through which door: only what a back end, an import or an operator says joins two user ids. */
  source: string;
  firstSeen: number;
  lastSeen: number;
}

/** Why an edge joins nothing. */
export type DropReason =
  /** Both ends are one id. */
  | 'self'
  /** An end is a word that many send in place of an id, or was blocked. */
  | 'blocked'
  /** Somebody took this very link apart. */
  | 'unlinked'
  /** Consent was taken back after it was last seen. */
  | 'withdrawn'
  /** A browser says that two user ids are one person. */
  | 'not_trusted'
  /** The device, or what hangs together with it, was seen with several users. */
  | 'shared'
  /** Too many ids hang together without a user id. */
  | 'crowded';

/** What an id belongs to. */
export interface Membership {
  /**
   * `joined` to others; `shared` by several users, or part of a crowd: a person of its own; `alone`: no
   * edge of it counts.
   */
  state: 'joined' | 'shared' | 'crowded' | 'alone';
  /** Whose touches these are. */
  person: IdKey;
  /** Smallest key of the ids that hang together without a user id; of a user id: of its aliases. */
  group: IdKey;
}

/** What keeps ids apart. */
export interface Guards {
  /** Ids that join nothing. */
  blocked: (key: IdKey) => boolean;
  /** Links that somebody took apart. */
  unlinked: (from: IdKey, to: IdKey) => boolean;
  /** When consent was last taken back under an id, epoch ms. */
  withdrawnAt: (key: IdKey) => number | undefined;
  /** Ids that may hang together without a user id. */
  maxGroup: number;
}
