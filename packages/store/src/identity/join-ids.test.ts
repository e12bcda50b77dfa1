import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinIds } from './join-ids.ts';
import type { Edge, Guards, IdKey } from './types.ts';
import { isWellKnown } from './well-known-ids.ts';

const open: Guards = {
  blocked: () => false,
  unlinked: () => false,
  withdrawnAt: () => undefined,
  maxGroup: 50,
};
const edge = (from: IdKey, to: IdKey, more: Partial<Edge> = {}): Edge => ({
  from,
  to,
  kind: from.startsWith('user:') ? 'alias' : 'login',
  source: 'sdk',
  firstSeen: 1,
  lastSeen: 1,
  ...more,
});
const personOf = (edges: readonly Edge[], key: IdKey, guards = open) =>
  joinIds(edges, guards).ids.get(key)?.person;

describe('who is one person', () => {
  test('two devices and a store card that one customer logged in with', () => {
    const edges = [
      edge('anonymous:phone', 'user:u1'),
      edge('anonymous:laptop', 'user:u1'),
      edge('anonymous:card:77', 'user:u1', { source: 'import', kind: 'import' }),
    ];
    for (const { from } of edges) expect(personOf(edges, from)).toBe('user:u1');
  });

  test('a device seen with two customers is nobody’s, and the customers stay two', () => {
    const edges = [edge('anonymous:kiosk', 'user:u1'), edge('anonymous:kiosk', 'user:u2')];
    const { ids, dropped } = joinIds(edges, open);
    expect(ids.get('anonymous:kiosk')).toMatchObject({
      state: 'shared',
      person: 'anonymous:kiosk',
    });
    expect(ids.get('user:u1')?.person).toBe('user:u1');
    expect(dropped.get('shared')).toBe(2);
  });

  test('devices that gave the same e-mail address are one, under the name of the first', () => {
    const edges = [
      edge('anonymous:b', 'email:h', { firstSeen: 5 }),
      edge('anonymous:a', 'email:h', { firstSeen: 9 }),
    ];
    expect(personOf(edges, 'anonymous:a')).toBe('anonymous:b');
    expect(personOf([...edges, edge('anonymous:a', 'user:u1')], 'anonymous:b')).toBe('user:u1');
  });

  test('an anonymous id that equals a user id is another id', () => {
    expect(personOf([edge('anonymous:7', 'user:8')], 'user:7')).toBeUndefined();
    expect(personOf([edge('anonymous:7', 'user:8')], 'anonymous:7')).toBe('user:8');
  });

  test('only a back end says that two customers are one; the elder gives the name', () => {
    const alias = edge('user:old', 'user:new');
    expect(personOf([alias], 'user:new')).toBe('user:new');
    const said = { ...alias, source: 'server' };
    const more = edge('user:new', 'user:newest', { source: 'server', firstSeen: 2 });
    for (const key of ['user:old', 'user:new', 'user:newest'] as const) {
      expect(personOf([more, said], key)).toBe('user:old');
    }
    expect(personOf([said, edge('anonymous:a', 'user:new')], 'anonymous:a')).toBe('user:old');
    const round = [said, edge('user:new', 'user:old', { source: 'server', firstSeen: 3 })];
    expect(personOf(round, 'user:new')).toBe('user:old');
  });

  test('consent that was taken back later takes the edge away; one seen since then counts', () => {
    const withdrawn = {
      ...open,
      withdrawnAt: (key: IdKey) => (key === 'anonymous:a' ? 10 : undefined),
    };
    expect(
      personOf([edge('anonymous:a', 'user:u', { lastSeen: 10 })], 'anonymous:a', withdrawn),
    ).toBe('anonymous:a');
    expect(
      personOf([edge('anonymous:a', 'user:u', { lastSeen: 11 })], 'anonymous:a', withdrawn),
    ).toBe('user:u');
  });

  test('an address that half the world gives joins nobody', () => {
    const edges = Array.from({ length: 60 }, (_, i) => edge(`anonymous:d${i}`, 'email:info'));
    const { ids, dropped } = joinIds([...edges, edge('anonymous:d0', 'user:u')], open);
    expect(ids.get('anonymous:d1')?.person).toBe('anonymous:d1');
    expect(ids.get('anonymous:d0')?.person).toBe('user:u');
    expect(dropped.get('crowded')).toBe(60);
  });

  test('ten thousand customers on one device stay ten thousand', () => {
    const edges = Array.from({ length: 10_000 }, (_, i) => edge('anonymous:hall', `user:u${i}`));
    const { ids, dropped } = joinIds(edges, open);
    expect(new Set([...ids.values()].map(({ person }) => person)).size).toBe(10_001);
    expect(dropped.get('shared')).toBe(10_000);
  });

  test('aliases in a circle end, and are one customer under the elder name', () => {
    const circle = [
      edge('user:a', 'user:b', { source: 'server', firstSeen: 1 }),
      edge('user:b', 'user:c', { source: 'server', firstSeen: 2 }),
      edge('user:c', 'user:a', { source: 'server', firstSeen: 3 }),
      edge('anonymous:d', 'user:c', { firstSeen: 4 }),
    ];
    for (const key of ['user:a', 'user:b', 'user:c', 'anonymous:d'] as const) {
      expect(personOf(circle, key)).toBe('user:a');
    }
  });

  test('links to oneself and blocked ids are counted and join nothing', () => {
    const guards = {
      ...open,
      blocked: (key: IdKey) => isWellKnown(key.slice(key.indexOf(':') + 1)),
    };
    const { ids, dropped } = joinIds(
      [
        edge('user:u', 'user:u', { source: 'server' }),
        edge('anonymous:a', 'user:null'),
        edge('anonymous:b', 'user:null'),
        edge('anonymous:00000000-0000-0000-0000-000000000000', 'user:u'),
      ],
      guards,
    );
    expect([...ids.values()].every(({ state }) => state === 'alone')).toBe(true);
    expect(Object.fromEntries(dropped)).toEqual({ self: 1, blocked: 3 });
  });
});

test('two different customers are never one without a trusted alias', () => {
  const weak = fc.constantFrom<IdKey>(
    'anonymous:1',
    'anonymous:2',
    'anonymous:3',
    'email:1',
    'email:2',
  );
  const user = fc.constantFrom<IdKey>('user:1', 'user:2', 'user:3');
  const any = fc
    .oneof(fc.tuple(weak, user), fc.tuple(weak, weak), fc.tuple(user, user))
    .map(([from, to]) => edge(from, to));
  fc.assert(
    fc.property(fc.array(any, { maxLength: 30 }), (edges) => {
      for (const [key, { person }] of joinIds(edges, open).ids) {
        if (key.startsWith('user:')) expect(person).toBe(key);
      }
    }),
  );
});

test('the order of edges does not matter', () => {
  const key = fc.constantFrom<IdKey>(
    'anonymous:1',
    'anonymous:2',
    'email:1',
    'user:1',
    'user:2',
    'user:3',
  );
  const any = fc
    .record({ from: key, to: key, at: fc.nat(5) })
    .map(({ from, to, at }) => edge(from, to, { firstSeen: at, lastSeen: at, source: 'server' }));
  fc.assert(
    fc.property(fc.array(any, { maxLength: 20 }), (edges) => {
      const there = joinIds(edges, open).ids;
      const back = joinIds(edges.toReversed(), open).ids;
      expect(new Map(back)).toEqual(new Map(there));
    }),
  );
});
