import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createIdentity, idLifetimeMs, nextVisit, visitCapMs, visitIdleMs } from './identity.ts';
import type { Shared } from './identity.ts';

const ids = () => {
  let n = 0;
  return () => `00000000-0000-7000-8000-${String(++n).padStart(12, '0')}`;
};
const start = 1_795_000_000_000;

describe('visit', () => {
  test('goes on at 30 minutes of silence and ends after', () => {
    const id = ids();
    const first = nextVisit(undefined, start, id);
    const same = nextVisit(first, start + visitIdleMs, id);
    const other = nextVisit(first, start + visitIdleMs + 1, id);
    expect(first).toMatchObject({ n: 1, s: start, l: start });
    expect(same).toMatchObject({ v: first.v, n: 2, s: start });
    expect(other).toMatchObject({ n: 1, s: start + visitIdleMs + 1, a: first.a });
    expect(other.v).not.toBe(first.v);
  });

  test('ends after 24 hours, however busy', () => {
    const id = ids();
    let state = nextVisit(undefined, start, id);
    const first = state.v;
    for (let now = start; now <= start + visitCapMs; now += visitIdleMs) {
      state = nextVisit(state, now, id);
    }
    expect(state.v).toBe(first);
    expect(nextVisit(state, start + visitCapMs + 1, id).v).not.toBe(first);
  });

  test('survives a clock that steps back a little, not one that steps back a day', () => {
    const id = ids();
    const first = nextVisit(undefined, start, id);
    expect(nextVisit(first, start - 60_000, id).v).toBe(first.v);
    expect(nextVisit(first, start - visitCapMs, id).v).not.toBe(first.v);
  });

  test('an anonymous id is replaced after thirteen months, with what hung on it', () => {
    const id = ids();
    const first: Shared = { ...nextVisit(undefined, start, id), u: 'u1' };
    const late = nextVisit({ ...first, l: start + idLifetimeMs - 1 }, start + idLifetimeMs, id);
    expect(late.a).not.toBe(first.a);
    expect(late.u).toBeUndefined();
    expect(nextVisit(first, start + idLifetimeMs - 1, id).a).toBe(first.a);
  });

  test('touches of a visit are numbered without a gap, and no visit breaks its limits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 * 3_600_000 }), { maxLength: 100 }),
        (gaps) => {
          const id = ids();
          let now = start;
          let state: Shared | undefined;
          for (const gap of gaps) {
            now += gap;
            const next = nextVisit(state, now, id);
            if (state && next.v === state.v) {
              expect(next.n).toBe(state.n + 1);
              expect(gap).toBeLessThanOrEqual(visitIdleMs);
            } else expect(next.n).toBe(1);
            expect(next.l - next.s).toBeLessThanOrEqual(visitCapMs);
            state = next;
          }
        },
      ),
    );
  });
});

const store = () => {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
};

describe('identity', () => {
  const state = nextVisit(undefined, start, ids());

  test('keeps nothing on disk until it may, and nothing after', () => {
    const disk = store();
    const identity = createIdentity('k', () => disk);
    identity._write(state);
    expect(identity._read()).toEqual(state);
    expect(disk.kept.size).toBe(0);
    identity._persist(true);
    expect(JSON.parse(disk.kept.get('k')!)).toEqual(state);
    identity._persist(false);
    expect(disk.kept.size).toBe(0);
    expect(identity._read()).toEqual(state);
  });

  test('two tabs see one state', () => {
    const disk = store();
    const [one, two] = [createIdentity('k', () => disk), createIdentity('k', () => disk)];
    one._persist(true);
    two._persist(true);
    one._write(state);
    expect(two._read()).toEqual(state);
    two._write(nextVisit(two._read(), start + 1, ids()));
    expect(one._read()).toMatchObject({ v: state.v, n: 2 });
  });

  test('an id that is stored already wins over one in memory', () => {
    const disk = store();
    disk.setItem('k', JSON.stringify(state));
    const identity = createIdentity('k', () => disk);
    identity._write(nextVisit(undefined, start, () => '11111111-0000-7000-8000-000000000000'));
    identity._persist(true);
    expect(identity._read()).toEqual(state);
  });

  test.each(['', 'null', '{}', '[]', '"x"', '{"a":1,"v":2}', '{"a":"x","v":"y"}', '{'])(
    'treats a stored %j as absent',
    (text) => {
      const disk = store();
      disk.setItem('k', text);
      const identity = createIdentity('k', () => disk);
      identity._persist(true);
      expect(identity._read()).toBeUndefined();
    },
  );

  test('works in memory where storage throws', () => {
    const identity = createIdentity('k', () => {
      throw new DOMException('denied', 'SecurityError');
    });
    identity._persist(true);
    identity._write(state);
    expect(identity._read()).toEqual(state);
    identity._persist(false);
    expect(identity._read()).toEqual(state);
  });
});
