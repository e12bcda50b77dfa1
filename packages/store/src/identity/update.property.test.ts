import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinIds } from './join-ids.ts';
import { idKey } from './types.ts';
import type { Edge, EdgeKind, Guards, IdKey, Membership } from './types.ts';
import { updateIdentity } from './update.ts';
import type { IdentityTables } from './update.ts';

/** The stored edges and map of a site, in memory. */
function createLog() {
  const edges = new Map<string, Edge>();
  const map = new Map<IdKey, Membership>();
  const withdrawals = new Map<IdKey, number>();
  const unlinked = new Set<string>();
  const blocked = new Set<IdKey>();
  const guards: Guards = {
    blocked: (key) => blocked.has(key),
    unlinked: (from, to) => unlinked.has(`${from} ${to}`),
    withdrawnAt: (key) => withdrawals.get(key),
    maxGroup: 4,
  };
  const tables: IdentityTables = {
    edgesFrom: (keys) =>
      Promise.resolve([...edges.values()].filter(({ from }) => keys.includes(from))),
    edgesTo: (keys) => Promise.resolve([...edges.values()].filter(({ to }) => keys.includes(to))),
    members: (keys) =>
      Promise.resolve(
        new Map(
          keys.flatMap((key) => {
            const found = map.get(key);
            return found ? [[key, found] as const] : [];
          }),
        ),
      ),
    write(changes) {
      for (const [key, membership] of changes) {
        if (membership) map.set(key, membership);
        else map.delete(key);
      }
      return Promise.resolve();
    },
  };
  return { edges, map, withdrawals, unlinked, blocked, guards, tables };
}

const id = (kind: 'anonymous' | 'email' | 'user', most: number) =>
  fc.integer({ min: 0, max: most }).map((n) => idKey(kind, String(n)));
const ends = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(id('anonymous', 6), id('user', 4)) },
  { weight: 3, arbitrary: fc.tuple(id('anonymous', 6), id('email', 2)) },
  { weight: 1, arbitrary: fc.tuple(id('email', 2), id('user', 4)) },
  { weight: 2, arbitrary: fc.tuple(id('user', 4), id('user', 4)) },
);
const time = fc.integer({ min: 1, max: 20 });
const change = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('see' as const),
      seen: fc.array(fc.record({ ends, at: time, source: fc.constantFrom('sdk', 'server') }), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('withdraw' as const), key: ends, at: time }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unlink' as const), key: ends }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('relink' as const), key: ends }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('block' as const), key: ends }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('erase' as const), key: ends }) },
);

type Log = ReturnType<typeof createLog>;

async function apply(log: Log, step: typeof change extends fc.Arbitrary<infer T> ? T : never) {
  const update = (touched: readonly IdKey[], users: boolean) =>
    updateIdentity(touched, users, log.tables, () => Promise.resolve(log.guards));
  switch (step.do) {
    case 'see': {
      for (const {
        ends: [from, to],
        at,
        source,
      } of step.seen) {
        const kind: EdgeKind = from.startsWith('user:') ? 'alias' : 'login';
        const name = `${kind} ${source} ${from} ${to}`;
        const before = log.edges.get(name);
        log.edges.set(name, {
          from,
          to,
          kind,
          source,
          firstSeen: Math.min(before?.firstSeen ?? at, at),
          lastSeen: Math.max(before?.lastSeen ?? at, at),
        });
      }
      const touched = step.seen.flatMap(({ ends: both }) => both);
      return update(
        touched,
        step.seen.some(({ ends: [from] }) => from.startsWith('user:')),
      );
    }
    case 'withdraw':
      log.withdrawals.set(step.key[0], step.at);
      return update([step.key[0]], true);
    case 'unlink':
      log.unlinked.add(step.key.join(' '));
      return update(step.key, true);
    case 'relink':
      log.unlinked.delete(step.key.join(' '));
      return update(step.key, true);
    case 'block':
      log.blocked.add(step.key[1]);
      return update([step.key[1]], true);
    case 'erase': {
      const [gone] = step.key;
      const touched = new Set<IdKey>([gone]);
      for (const [name, { from, to }] of log.edges) {
        if (from !== gone && to !== gone) continue;
        touched.add(from).add(to);
        log.edges.delete(name);
      }
      return update([...touched], true);
    }
  }
}

const rebuilt = (log: Log): Map<IdKey, Membership> => {
  const { ids } = joinIds([...log.edges.values()], log.guards);
  return new Map([...ids].filter(([, { state }]) => state !== 'alone'));
};

test('brought up to date step by step it is what a rebuild from the log gives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 25 }), async (steps) => {
      const log = createLog();
      for (const step of steps) {
        await apply(log, step);
        expect(log.map).toEqual(rebuilt(log));
      }
    }),
    { numRuns: 300 },
  );
});

test('a link taken apart and put back leaves what was there', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 15 }), ends, async (steps, pair) => {
      const log = createLog();
      for (const step of steps) await apply(log, step);
      log.unlinked.delete(pair.join(' '));
      await apply(log, { do: 'relink', key: pair });
      const before = new Map(log.map);
      await apply(log, { do: 'unlink', key: pair });
      await apply(log, { do: 'relink', key: pair });
      expect(log.map).toEqual(before);
    }),
  );
});
