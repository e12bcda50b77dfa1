import { registrySchema } from '@touchtrail/contract';
import type { RegistryInput } from '@touchtrail/contract';
import { describe, expect, test } from 'vitest';
import { checkRegistry } from './check.ts';
import { fitsGlob, subsumes } from './subsume.ts';

const problems = (input: RegistryInput) =>
  checkRegistry(registrySchema.parse(input)).map(({ level, code, path }) => [
    level,
    code,
    path.join('.'),
  ]);
const touchpoints = [{ key: 'a' }, { key: 'b' }];
const measured = (measure: 'conversion' | 'rating', backstage: boolean) =>
  problems({ touchpoints: [{ key: 'a', measure, backstage }] });
type When = NonNullable<RegistryInput['rules']>[number]['when'];
const rules = (...list: [string, When][]) =>
  list.map(([touchpoint, when]) => ({ touchpoint, when }));

describe('what is wrong with a registry by itself', () => {
  test('nothing, when rules go from narrow to wide', () => {
    expect(
      problems({
        touchpoints,
        rules: rules(['a', { path: '/cart/pay' }], ['b', { path: '/cart/**' }]),
      }),
    ).toEqual([]);
  });

  test('keys that are there twice, and words that do not exist', () => {
    expect(
      problems({
        phases: ['look', 'look'],
        touchpoints: [
          { key: 'a', phase: 'buy' },
          { key: 'a', department: 'sales' },
        ],
        rules: rules(['c', { event: 'x' }]),
      }),
    ).toEqual([
      ['error', 'duplicate_key', 'phases.1.key'],
      ['error', 'duplicate_key', 'touchpoints.1.key'],
      ['error', 'unknown_phase', 'touchpoints.0.phase'],
      ['error', 'unknown_department', 'touchpoints.1.department'],
      ['error', 'unknown_touchpoint', 'rules.0.touchpoint'],
    ]);
  });

  test('a KPI that counts steps, of what is none', () => {
    expect(measured('conversion', true)).toEqual([
      ['warning', 'unseen_kpi', 'touchpoints.0.measure'],
    ]);
    expect([measured('rating', true), measured('conversion', false)]).toEqual([[], []]);
  });

  test.each<[string, When, When]>([
    ['the same again', { path: '/a' }, { path: '/a' }],
    ['a narrower path', { path: '/cart/**' }, { path: '/cart/pay' }],
    ['a narrower pattern', { path: '/cart/**' }, { path: '/cart/*/pay' }],
    ['one more condition', { path: '/cart/*' }, { path: '/cart/*', channel: 'web' }],
    ['one of several', { channel: ['web', 'app'] }, { channel: 'app', event: 'x' }],
    ['an attribute more', { props: { plan: 'pro' } }, { props: { plan: 'pro', seats: 3 } }],
    ['any attribute', { props: { plan: '**' } }, { props: { plan: { matches: '^p' } } }],
    ['the same expression', { url: { matches: 'a+' } }, { url: { matches: 'a+' }, type: 'touch' }],
    ['named touchpoints', { touchpoint: 'old.*' }, { touchpoint: 'old.cart' }],
  ])('a rule that cannot be reached: %s', (_what, earlier, later) => {
    const found = problems({ touchpoints, rules: rules(['a', earlier], ['b', later]) });
    expect(found).toEqual([['error', 'unreachable_rule', 'rules.1']]);
  });

  test.each<[string, When, When]>([
    ['another path', { path: '/cart/*' }, { path: '/cart/pay/now' }],
    ['a wider pattern', { path: '/cart/*' }, { path: '/cart/**' }],
    ['a condition less', { path: '/a', channel: 'web' }, { path: '/a' }],
    ['another expression', { url: { matches: 'a' } }, { url: { matches: 'aa' } }],
    ['named or not', { event: '*' }, { touchpoint: 'old' }],
    ['a text and a pattern that looks like it', { path: { is: '/a/*' } }, { path: '/a/*' }],
  ])('a rule that can be reached: %s', (_what, earlier, later) => {
    const found = problems({ touchpoints, rules: rules(['a', earlier], ['b', later]) });
    expect(found.filter(([, code]) => code === 'unreachable_rule')).toEqual([]);
  });

  test('rules that make everything one touchpoint are refused; a last one for the rest is not', () => {
    expect(problems({ touchpoints, rules: rules(['a', { path: '**' }]) })).toEqual([
      ['refused', 'maps_everything', 'rules.0'],
    ]);
    expect(
      problems({ touchpoints, rules: rules(['a', { event: 'x' }], ['a', { event: '*' }]) }),
    ).toEqual([['refused', 'maps_everything', 'rules.1']]);
    expect(
      problems({ touchpoints, rules: rules(['a', { event: 'x' }], ['b', { event: '*' }]) }),
    ).toEqual([]);
  });
});

test.each([
  ['/a/*', '/a/b', true],
  ['/a/*', '/a/', true],
  ['/a/*', '/a/b/c', false],
  ['/a/**', '/a/b/c', true],
  ['*.pdf', 'x.pdf', true],
  ['*.pdf', 'a/x.pdf', false],
  ['/*/pay', '/de/pay', true],
  ['/*/pay', '/pay', false],
  ['/**/pay', '/de/at/pay', true],
  ['a*b*c', 'abbbc', true],
  ['a*b*c', 'a/b/c', false],
  ['**x**', 'aaxbb', true],
  ['a.c', 'abc', false],
])('%s and %s: %s', (pattern, text, fits) => {
  expect(fitsGlob(pattern, text)).toBe(fits);
});

test('a pattern of stars is looked at in little time', () => {
  expect(fitsGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(2_000))).toBe(false);
  expect(
    subsumes(
      { touchpoint: 'a', when: { path: `${'*a'.repeat(200)}` } },
      {
        touchpoint: 'b',
        when: { path: { is: 'a'.repeat(2_000) } },
      },
    ),
  ).toBe(true);
});
