import { dropped } from './join-ids.ts';
import { isUser } from './types.ts';
import type { Edge, Guards, IdKey } from './types.ts';
import type { IdentityTables } from './update.ts';

/** Steps after which two ids count as not joined: groups are smaller. */
const maxSteps = 20;

/**
 * The fewest edges that lead from one id to another, among those that count.
 *
 * @returns undefined when they are not one person's
 */
export async function findPath(
  a: IdKey,
  b: IdKey,
  tables: Pick<IdentityTables, 'edgesFrom' | 'edgesTo' | 'members'>,
  guardsOf: (keys: ReadonlySet<IdKey>) => Promise<Guards>,
): Promise<Edge[] | undefined> {
  if (a === b) return [];
  const members = await tables.members([a, b]);
  if ((members.get(a)?.person ?? a) !== (members.get(b)?.person ?? b)) return undefined;
  const cameBy = new Map<IdKey, { edge: Edge; before: IdKey }>();
  let fresh: IdKey[] = [a];
  for (let step = 0; step < maxSteps && fresh.length > 0; step++) {
    const around = [...(await tables.edgesFrom(fresh)), ...(await tables.edgesTo(fresh))];
    const guards = await guardsOf(new Set(around.flatMap(({ from, to }) => [from, to])));
    const ends = new Set(fresh);
    fresh = [];
    for (const edge of around) {
      if (dropped(edge, guards)) continue;
      for (const [before, next] of [
        [edge.from, edge.to],
        [edge.to, edge.from],
      ] as const) {
        // A user id leads on to devices only where the walk began or ends: others have their own.
        if (!ends.has(before) || next === a || cameBy.has(next)) continue;
        if (isUser(before) && before !== a && !isUser(next) && next !== b) continue;
        cameBy.set(next, { edge, before });
        fresh.push(next);
      }
    }
    if (cameBy.has(b)) break;
  }
  const path: Edge[] = [];
  for (let at = b; at !== a;) {
    const came = cameBy.get(at);
    if (!came) return undefined;
    path.unshift(came.edge);
    at = came.before;
  }
  return path;
}
