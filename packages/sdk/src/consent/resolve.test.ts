import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { purposes, resolve } from './resolve.ts';
import type { Rules, Source } from './resolve.ts';
import type { ConsentSignal, Rank, Statement } from './signal.ts';

const now = Date.UTC(2026, 10, 22);
const day = 86_400_000;
const rules: Rules = { regime: 'opt_in', maxAgeMs: 395 * day };
const optOut: Rules = { ...rules, regime: 'opt_out' };
const source = (rank: Rank, purposesSaid?: Statement, more: ConsentSignal = {}): Source => ({
  name: `source-${rank}`,
  rank,
  signal: { purposes: purposesSaid, ...more },
});
const both = { storage: true, measurement: true };
const neither = { storage: false, measurement: false };

const statement = fc.dictionary(
  fc.constantFrom(...purposes),
  fc.boolean(),
) as fc.Arbitrary<Statement>;
const anySource: fc.Arbitrary<Source> = fc.record(
  {
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    rank: fc.constantFrom<Rank>(0, 1, 2, 3),
    late: fc.boolean(),
    signal: fc.record(
      {
        purposes: statement,
        decidedAt: fc.integer({ min: now - 500 * day, max: now }),
        policyVersion: fc.constantFrom('1', '2'),
        regime: fc.constantFrom('opt_in', 'opt_out', 'none'),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['name', 'rank'] },
);
const someSources = fc.uniqueArray(anySource, {
  maxLength: 5,
  selector: ({ name, rank }) => `${name}${rank}`,
});
const anyRules: fc.Arbitrary<Rules> = fc.record(
  {
    regime: fc.constantFrom('opt_in', 'opt_out', 'none'),
    maxAgeMs: fc.constantFrom(30 * day, 395 * day),
    policyVersion: fc.constant('2'),
  },
  { requiredKeys: ['regime', 'maxAgeMs'] },
);

describe('for any sources', () => {
  test('their order does not matter', () => {
    fc.assert(
      fc.property(
        someSources.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        anyRules,
        ([list, shuffled], given) => {
          expect(resolve(shuffled, given, now)).toEqual(resolve(list, given, now));
        },
      ),
    );
  });

  test('a refusal by anybody but the browser wins over every grant', () => {
    fc.assert(
      fc.property(someSources, anyRules, (list, given) => {
        const { granted } = resolve(list, given, now);
        for (const { signal } of list) {
          const said = (signal?.purposes ?? {}) as Statement;
          for (const purpose of granted) expect(said[purpose]).not.toBe(false);
        }
      }),
    );
  });

  test('where consent is asked for, every grant was given by somebody, lately, under this policy', () => {
    fc.assert(
      fc.property(someSources, anyRules, (list, given) => {
        const { granted, regime } = resolve(list, given, now);
        if (regime !== 'opt_in') return;
        for (const purpose of granted) {
          expect(
            list.some(
              ({ rank, signal }) =>
                rank < 3 &&
                (signal?.purposes as Statement)?.[purpose] &&
                now - (signal?.decidedAt ?? now) <= given.maxAgeMs &&
                (!given.policyVersion ||
                  (signal?.policyVersion ?? given.policyVersion) === given.policyVersion),
            ),
          ).toBe(true);
        }
      }),
    );
  });

  test('nothing is granted without measurement, nor while a source may still refuse', () => {
    fc.assert(
      fc.property(someSources, anyRules, (list, given) => {
        const { granted } = resolve(list, given, now);
        if (granted.length) expect(granted).toContain('measurement');
        if (list.some(({ signal, late }) => !signal && !late)) expect(granted).toEqual([]);
      }),
    );
  });

  test('the law never allows the text of chats by itself', () => {
    fc.assert(
      fc.property(someSources, anyRules, (list, given) => {
        if (resolve(list, given, now).granted.includes('content')) {
          expect(list.some(({ signal }) => (signal?.purposes as Statement)?.content)).toBe(true);
        }
      }),
    );
  });
});

const state = (list: Source[], given = rules) => resolve(list, given, now).states.measurement;

describe('states', () => {
  test('unknown, pending, granted, denied', () => {
    expect(state([])).toBe('unknown');
    expect(state([{ name: 'a', rank: 1, late: true }])).toBe('unknown');
    expect(state([source(1)])).toBe('pending');
    expect(state([source(1, both)])).toBe('granted');
    expect(state([source(1, neither)])).toBe('denied');
  });

  test('a source that never answers stays unknown and keeps the default of the law from granting', () => {
    expect(state([{ name: 'a', rank: 1, late: true }], optOut)).toBe('unknown');
    expect(state([source(1)], optOut)).toBe('granted');
    expect(state([], optOut)).toBe('granted');
  });

  test('consent is expired by age or by another policy, a refusal never is', () => {
    const old = { decidedAt: now - 396 * day };
    expect(state([source(1, both, old)])).toBe('expired');
    expect(state([source(1, both, { decidedAt: now - 394 * day })])).toBe('granted');
    expect(state([source(1, neither, old)])).toBe('denied');
    const second = { ...rules, policyVersion: '2' };
    expect(state([source(1, both, { policyVersion: '1' })], second)).toBe('expired');
    expect(state([source(1, both, { policyVersion: '2' })], second)).toBe('granted');
    expect(state([source(1, both)], second)).toBe('granted');
  });

  test('other purposes need measurement', () => {
    const { states, granted } = resolve(
      [source(1, { identification: true, offline_join: true, personalisation: true })],
      rules,
      now,
    );
    expect(granted).toEqual([]);
    expect(states.identification).toBe('pending');
  });
});

const recorded = (list: Source[]) => resolve(list, rules, now).record?.name;

describe('whose word it is', () => {
  test('the highest rank of those who agree', () => {
    expect(recorded([source(2, both), source(1, both), source(0, both)])).toBe('source-0');
    expect(recorded([source(2, both), source(1)])).toBe('source-2');
  });

  test('the one who refused', () => {
    expect(recorded([source(0, both), source(2, neither)])).toBe('source-2');
  });

  test('the strictest law that is stated holds', () => {
    const list = [source(2, {}, { regime: 'opt_out' }), source(1, {}, { regime: 'opt_in' })];
    expect(resolve(list, { ...rules, regime: 'none' }, now).regime).toBe('opt_in');
    expect(resolve([source(2, {}, { regime: 'opt_out' })], rules, now).granted).toContain(
      'storage',
    );
  });
});

const refusing = (yields: boolean): Source => ({
  name: 'gpc',
  rank: 3,
  signal: { purposes: { measurement: false, storage: false }, yields: () => yields },
});

describe('a signal of the browser', () => {
  test('refuses, but gives way to a later choice of the person on this site', () => {
    expect(resolve([source(1, both), refusing(false)], rules, now).granted).toEqual([]);
    expect(resolve([source(1, both), refusing(true)], rules, now).granted).toEqual([
      'measurement',
      'storage',
    ]);
  });

  test('does not give way to silence or to the default of the law', () => {
    expect(resolve([source(1), refusing(true)], optOut, now).granted).toEqual([]);
  });
});
