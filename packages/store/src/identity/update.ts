import { aliasesOf, dropped, joinIds } from './join-ids.ts';
import { isUser } from './types.ts';
import type { Edge, Guards, IdKey, Membership } from './types.ts';

/** The edges and the map of one site, as they are stored. */
export interface IdentityTables {
  /** All edges from these ids. */
  edgesFrom(keys: readonly IdKey[]): Promise<Edge[]>;
  /** All edges to these ids; slow where there are many edges. */
  edgesTo(keys: readonly IdKey[]): Promise<Edge[]>;
  /** What the map says of these ids; ids it does not name are alone. */
  members(keys: readonly IdKey[]): Promise<Map<IdKey, Membership>>;
  /** Changes the map; `undefined`: the id is alone from now on. */
  write(changes: ReadonlyMap<IdKey, Membership | undefined>): Promise<void>;
}

/** Ids that hang together, and every edge from one of them. */
interface Reach {
  ids: Set<IdKey>;
  edges: Edge[];
}

const same = (a: Membership | undefined, b: Membership | undefined): boolean =>
  a?.state === b?.state && a?.person === b?.person && a?.group === b?.group;

/** Follows edges from some ids, one question for each step, as far as `within` says. */
async function reach(
  seeds: Iterable<IdKey>,
  tables: IdentityTables,
  within: (key: IdKey) => boolean,
  /** Ids that others of the same kind point to. */
  isPointedTo: (key: IdKey) => boolean,
): Promise<Reach> {
  const ids = new Set(seeds);
  const edges = new Map<string, Edge>();
  let fresh = [...ids];
  while (fresh.length > 0) {
    const targets = fresh.filter((key) => isPointedTo(key));
    const around = await tables.edgesFrom(fresh);
    if (targets.length > 0) {
      for (const edge of await tables.edgesTo(targets)) if (within(edge.from)) around.push(edge);
    }
    for (const edge of around) {
      edges.set(`${edge.kind} ${edge.source} ${edge.from} ${edge.to}`, edge);
    }
    const found = around.flatMap(({ from, to }) => [from, to]);
    fresh = [...new Set(found.filter((key) => within(key) && !ids.has(key)))];
    for (const key of fresh) ids.add(key);
  }
  return { ids, edges: [...edges.values()] };
}

/**
 * Brings the map up to date after edges of some ids came, went or changed in what they count: only what
 * hangs together with those ids is computed again. The result is what `joinIds` over all edges gives.
 *
 * @param touched both ends of every edge that changed
 * @param users whether what is joined to the user ids among them may change, too: reads all edges once
 * @param guardsOf what keeps these ids apart
 * @returns how many ids changed
 */
export async function updateIdentity(
  touched: readonly IdKey[],
  users: boolean,
  tables: IdentityTables,
  guardsOf: (keys: ReadonlySet<IdKey>) => Promise<Guards>,
): Promise<number> {
  const aliases: Reach = users
    ? await reach(touched.filter(isUser), tables, isUser, isUser)
    : { ids: new Set(), edges: [] };
  const seeds = new Set(touched.filter((key) => !isUser(key)));
  if (aliases.ids.size > 0) {
    for (const { from } of await tables.edgesTo([...aliases.ids]))
      if (!isUser(from)) seeds.add(from);
  }
  const weak = await reach(
    seeds,
    tables,
    (key) => !isUser(key),
    (key) => key.startsWith('email:'),
  );
  const ends = [...weak.edges, ...aliases.edges].flatMap(({ from, to }) => [from, to]);
  const guards = await guardsOf(new Set(ends));
  const leaderOf = await leaders(weak.edges, aliases, tables, guards);
  const { ids } = joinIds([...weak.edges, ...aliases.edges], guards, leaderOf);

  const concerned = [...weak.ids, ...aliases.ids];
  const before = await tables.members(concerned);
  const changes = new Map<IdKey, Membership | undefined>();
  for (const key of concerned) {
    const found = ids.get(key);
    const now = found?.state === 'alone' ? undefined : found;
    if (!same(before.get(key), now)) changes.set(key, now);
  }
  if (changes.size > 0) await tables.write(changes);
  return changes.size;
}

/** Who stands for a user id: by the aliases just read, else by the map. */
async function leaders(
  edges: readonly Edge[],
  read: Reach,
  tables: IdentityTables,
  guards: Guards,
): Promise<(user: IdKey) => IdKey> {
  const aliases = aliasesOf(
    read.edges.filter((edge) => isUser(edge.from) && !dropped(edge, guards)),
  );
  const others = new Set<IdKey>();
  for (const { to } of edges) if (isUser(to) && !read.ids.has(to)) others.add(to);
  const stored = await tables.members([...others]);
  return (user) => (read.ids.has(user) ? aliases.leader(user) : (stored.get(user)?.person ?? user));
}
