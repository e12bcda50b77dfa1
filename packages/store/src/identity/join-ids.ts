import { isUser } from './types.ts';
import type { DropReason, Edge, Guards, IdKey, Membership } from './types.ts';

/** Sources that may say that two user ids are one person. */
const trusted: ReadonlySet<string> = new Set(['server', 'import', 'operator', 'rectification']);

/** Ids by membership, and how many edges joined nothing, by reason. */
export interface Joined {
  ids: Map<IdKey, Membership>;
  dropped: Map<DropReason, number>;
}

/** Union-find with path halving: which keys hang together. */
function createGroups(): {
  join: (a: IdKey, b: IdKey) => void;
  root: (key: IdKey) => IdKey;
} {
  const parents = new Map<IdKey, IdKey>();
  const root = (key: IdKey): IdKey => {
    let at = key;
    for (;;) {
      const up = parents.get(at) ?? at;
      if (up === at) return at;
      const above = parents.get(up) ?? up;
      parents.set(at, above);
      at = above;
    }
  };
  return {
    root,
    join(a, b) {
      const [x, y] = [root(a), root(b)];
      // The smaller key leads: the name of a group does not depend on the order of its edges.
      if (x < y) parents.set(y, x);
      else if (y < x) parents.set(x, y);
    },
  };
}

/** Why an edge alone joins nothing; undefined when it counts. */
export function dropped(edge: Edge, guards: Guards): DropReason | undefined {
  const { from, to, lastSeen } = edge;
  if (from === to) return 'self';
  if (guards.blocked(from) || guards.blocked(to)) return 'blocked';
  if (guards.unlinked(from, to)) return 'unlinked';
  const withdrawn = Math.max(guards.withdrawnAt(from) ?? -1, guards.withdrawnAt(to) ?? -1);
  if (lastSeen <= withdrawn) return 'withdrawn';
  if (isUser(from) && !trusted.has(edge.source)) return 'not_trusted';
  return undefined;
}

interface Aliases {
  /** The user id that stands for all of a group. */
  leader: (user: IdKey) => IdKey;
  group: (user: IdKey) => IdKey;
  members: Set<IdKey>;
}

/** User ids that somebody trusted says are one: led by the one named first, of two by the former. */
export function aliasesOf(edges: readonly Edge[]): Aliases {
  const groups = createGroups();
  const age = new Map<IdKey, readonly [number, number]>();
  const older = (key: IdKey, time: number, rank: number): void => {
    const now = age.get(key);
    if (!now || time < now[0] || (time === now[0] && rank < now[1])) age.set(key, [time, rank]);
  };
  for (const { from, to, firstSeen } of edges) {
    groups.join(from, to);
    older(from, firstSeen, 0);
    older(to, firstSeen, 1);
  }
  const leaders = new Map<IdKey, IdKey>();
  const before = (a: IdKey, b: IdKey): boolean => {
    const [x, y] = [age.get(a) ?? [0, 0], age.get(b) ?? [0, 0]];
    if (x[0] !== y[0]) return x[0] < y[0];
    return x[1] === y[1] ? a < b : x[1] < y[1];
  };
  for (const key of age.keys()) {
    const group = groups.root(key);
    const leader = leaders.get(group);
    if (!leader || before(key, leader)) leaders.set(group, key);
  }
  return {
    leader: (user) => leaders.get(groups.root(user)) ?? user,
    group: (user) => groups.root(user),
    members: new Set(age.keys()),
  };
}

/**
 * Joins ids to people.
 *
 * User ids are never joined by what they share: only a trusted alias says that two are one. Ids without
 * a user id (devices, hashed e-mail addresses) that were seen together form a group; a group seen with
 * one user is that user's, a group seen with several is nobody's and each of its ids stays alone. The
 * answer depends on the set of edges only, never on their order.
 *
 * @param edges every edge of each id that is asked about
 * @param leaderOf the user id that stands for another, for user ids whose aliases are not among `edges`
 * @example
 * joinIds([{ from: 'anonymous:a1', to: 'user:u1', kind: 'login', … }], guards).ids.get('anonymous:a1');
 * // { state: 'joined', person: 'user:u1', group: 'anonymous:a1' }
 */
export function joinIds(
  edges: readonly Edge[],
  guards: Guards,
  leaderOf: (user: IdKey) => IdKey = (user) => user,
): Joined {
  const counts = new Map<DropReason, number>();
  const drop = (reason: DropReason): void => void counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const ids = new Map<IdKey, Membership>();
  const alone = (key: IdKey): void => {
    if (!ids.has(key)) ids.set(key, { state: 'alone', person: key, group: key });
  };
  const counting = edges.filter((edge) => {
    alone(edge.from);
    alone(edge.to);
    const reason = dropped(edge, guards);
    if (reason) drop(reason);
    return !reason;
  });

  const aliases = aliasesOf(counting.filter(({ from }) => isUser(from)));
  for (const key of aliases.members) {
    ids.set(key, { state: 'joined', person: aliases.leader(key), group: aliases.group(key) });
  }
  const leader = (user: IdKey): IdKey =>
    aliases.members.has(user) ? aliases.leader(user) : leaderOf(user);

  const { groups, crowdedEdges } = groupWeak(counting, guards.maxGroup, ids);
  for (let i = 0; i < crowdedEdges; i++) drop('crowded');

  /** Users that a group was seen with, with how many edges. */
  const seenWith = new Map<IdKey, Map<IdKey, number>>();
  for (const { from, to } of counting) {
    if (isUser(from) || !isUser(to)) continue;
    const group = groups.root(from);
    const users = seenWith.get(group) ?? new Map<IdKey, number>();
    const user = leader(to);
    users.set(user, (users.get(user) ?? 0) + 1);
    seenWith.set(group, users);
  }
  const eldest = eldestOf(counting, groups);
  const sizes = new Map<IdKey, number>();
  const weak = [...ids.keys()].filter((key) => !isUser(key));
  for (const key of weak) sizes.set(groups.root(key), (sizes.get(groups.root(key)) ?? 0) + 1);
  const shared = new Set<IdKey>();
  for (const [group, users] of seenWith) {
    if (users.size < 2) continue;
    shared.add(group);
    for (const count of users.values()) for (let i = 0; i < count; i++) drop('shared');
  }
  for (const key of weak) {
    const group = groups.root(key);
    const isCrowded = ids.get(key)?.state === 'crowded';
    const [user] = shared.has(group) ? [] : (seenWith.get(group)?.keys() ?? []);
    if (shared.has(group)) ids.set(key, { state: 'shared', person: key, group });
    else if (user) ids.set(key, { state: 'joined', person: user, group });
    else if (isCrowded) ids.set(key, { state: 'crowded', person: key, group });
    else if ((sizes.get(group) ?? 1) > 1) {
      ids.set(key, { state: 'joined', person: eldest.get(group) ?? group, group });
    }
  }
  return { ids, dropped: counts };
}

type Groups = ReturnType<typeof createGroups>;

/** Groups of ids without a user id; those past the limit are taken apart again. */
function groupWeak(
  edges: readonly Edge[],
  maxGroup: number,
  ids: Map<IdKey, Membership>,
): { groups: Groups; crowdedEdges: number } {
  const weak = edges.filter(({ to }) => !isUser(to));
  const all = createGroups();
  for (const { from, to } of weak) all.join(from, to);
  const members = new Map<IdKey, Set<IdKey>>();
  for (const key of weak.flatMap(({ from, to }) => [from, to])) {
    const group = all.root(key);
    members.set(group, (members.get(group) ?? new Set<IdKey>()).add(key));
  }
  const groups = createGroups();
  let crowdedEdges = 0;
  for (const { from, to } of weak) {
    const crowd = members.get(all.root(from));
    if (crowd && crowd.size > maxGroup) {
      crowdedEdges++;
      for (const key of [from, to]) ids.set(key, { state: 'crowded', person: key, group: key });
    } else {
      groups.join(from, to);
    }
  }
  return { groups, crowdedEdges };
}

/** Who gives a group without a user its name: the id seen first. */
function eldestOf(edges: readonly Edge[], groups: Groups): Map<IdKey, IdKey> {
  const firstSeen = new Map<IdKey, number>();
  for (const { from, to, firstSeen: at } of edges) {
    if (isUser(to)) continue;
    for (const key of [from, to]) firstSeen.set(key, Math.min(firstSeen.get(key) ?? at, at));
  }
  const eldest = new Map<IdKey, IdKey>();
  for (const [key, at] of firstSeen) {
    const group = groups.root(key);
    const now = eldest.get(group);
    const best = now === undefined ? Infinity : (firstSeen.get(now) ?? Infinity);
    if (now === undefined || at < best || (at === best && key < now)) eldest.set(group, key);
  }
  return eldest;
}
