import { segmentRuleSchema } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { compileRule } from './compile.ts';

const hostile = `x' OR 1=1 --`;
const at = Date.parse('2026-11-22T10:00:00Z');
const compiled = (given: unknown) => {
  const params: Record<string, unknown> = {};
  const rule = segmentRuleSchema.parse(given);
  const sql = compileRule(rule, { touchKey: 'touch_key', phase: 'phase', at, prefix: 's', params });
  return { sql, params };
};

test('values never become SQL text, and every place has its value', () => {
  const { sql, params } = compiled({
    all: [
      { attribute: hostile, op: 'contains', value: hostile },
      { attribute: 'n', op: 'at_least', value: 3 },
      {
        touched: { touchpoint: hostile, phase: hostile, event: hostile, account: hostile },
        atLeast: 2,
      },
      { any: [{ inPhase: hostile }, { not: { silentFor: '3d' } }] },
      {
        account: {
          id: hostile,
          role: hostile,
          department: hostile,
          attribute: hostile,
          value: hostile,
        },
      },
    ],
  });
  expect(sql).not.toContain('1=1');
  expect(Object.values(params)).toContain(hostile);
  const places = new Set([...sql.matchAll(/\{(\w+):/g)].map((match) => match[1]));
  places.delete('site');
  expect([...places].toSorted()).toEqual(Object.keys(params).toSorted());
});

test('times are counted back from the moment that is asked about', () => {
  const { params } = compiled({ touched: {}, within: '30d', atLeast: 1 });
  expect(Object.values(params)).toContain(at - 30 * 86_400_000);
  expect(Object.values(compiled({ silentFor: '3d' }).params)).toContain(at - 3 * 86_400_000);
});

test.each([
  ['nothing', {}],
  ['an unknown word', { touched: {}, atleast: 2 }],
  ['a value that is missing', { attribute: 'plan' }],
  ['a value too many', { attribute: 'plan', op: 'known', value: 1 }],
  ['a text where a number belongs', { attribute: 'seats', op: 'at_least', value: 'many' }],
  ['bounds the wrong way round', { touched: {}, atLeast: 3, atMost: 2 }],
  ['an empty list', { all: [] }],
  ['too many conditions', { all: Array.from({ length: 41 }, () => ({ silentFor: '1d' })) }],
  [
    'many in groups',
    {
      any: Array.from({ length: 9 }, () => ({
        all: Array.from({ length: 5 }, () => ({ silentFor: '1d' })),
      })),
    },
  ],
  ['a time that is none', { silentFor: 'long' }],
])('%s is refused', (_what, rule) => {
  expect(segmentRuleSchema.safeParse(rule).success).toBe(false);
});

test('what is nested without end is refused, not followed', () => {
  let rule: unknown = { silentFor: '1d' };
  for (let depth = 0; depth < 5; depth++) rule = { not: rule };
  expect(segmentRuleSchema.safeParse(rule).success).toBe(true);
  for (let depth = 0; depth < 100_000; depth++) rule = { not: rule };
  expect(segmentRuleSchema.safeParse(rule).success).toBe(false);
});
