import { emptyRegistry, registrySchema, ruleSchema } from '@touchtrail/contract';
import { describe, expect, it } from 'vitest';
import { linesOf, whenOf, whenText } from './matcher-form.ts';
import { mergeRegistries } from './merge.ts';

describe('conditions in the form', () => {
  it.each([
    { path: '/checkout/**' },
    { path: ['/a', '/b/*'], channel: ['web', 'store'] as const, type: 'conversion' as const },
    { url: { is: 'https://shop.example/50 * 2' }, event: { glob: ['cart.*', 'pay'] } },
    { path: { matches: '^/(cart|pay)' }, props: { plan: ['pro', 'team'], seats: 3, paid: true } },
  ])('come back as they were: %j', (when) => {
    const { when: parsed } = ruleSchema.parse({ touchpoint: 'a', when });
    expect(whenOf(linesOf(parsed))).toEqual(parsed);
  });

  it('stand on one line', () => {
    const { when } = ruleSchema.parse({
      touchpoint: 'a',
      when: { path: '/a/*', channel: ['web', 'store'], props: { plan: 'pro' } },
    });
    expect(whenText(when)).toBe('path /a/* · channel web, store · plan pro');
  });
});

describe('two changes of one registry', () => {
  const base = registrySchema.parse({ touchpoints: [{ key: 'cart' }, { key: 'pay' }] });

  it('are put together where they do not touch', () => {
    const mine = registrySchema.parse({
      touchpoints: [{ key: 'cart', owner: 'Mia' }, { key: 'pay' }],
      rules: [{ touchpoint: 'cart', when: { path: '/cart' } }],
    });
    const theirs = registrySchema.parse({
      touchpoints: [{ key: 'cart' }, { key: 'pay', owner: 'Ken' }, { key: 'new' }],
    });
    const { registry, clashes } = mergeRegistries(base, mine, theirs);
    expect(clashes).toEqual([]);
    expect(registry).toEqual({
      ...emptyRegistry(),
      touchpoints: [{ key: 'cart', owner: 'Mia' }, { key: 'pay', owner: 'Ken' }, { key: 'new' }],
      rules: mine.rules,
    });
  });

  it('say where both changed the same, and keep what was typed here', () => {
    const mine = registrySchema.parse({ touchpoints: [{ key: 'cart', owner: 'Mia' }] });
    const theirs = registrySchema.parse({
      touchpoints: [{ key: 'cart', owner: 'Ken' }, { key: 'pay' }],
    });
    const { registry, clashes } = mergeRegistries(base, mine, theirs);
    expect(clashes).toEqual(['touchpoints']);
    // Removed here, unchanged there: removed.
    expect(registry.touchpoints).toEqual([{ key: 'cart', owner: 'Mia' }]);
  });
});
