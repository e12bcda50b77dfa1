import type { TouchpointSummary } from '@touchtrail/contract';
import { expect, it } from 'vitest';
import { suggestSteps } from './suggest-steps.ts';

const seen = (
  key: string,
  people: number,
  conversions = 0,
  channel = 'web',
): TouchpointSummary => ({
  key,
  channel,
  touches: people * 2,
  people,
  conversions,
  lastSeenAt: 0,
});

it('goes from the widest to the conversion, on one channel', () => {
  const list = [
    seen('cart', 300),
    seen('home', 1_000),
    seen('newsletter', 900, 0, 'email'),
    seen('order.placed', 100, 100),
    seen('product', 700),
  ];
  expect(suggestSteps(list)).toEqual(['home', 'product', 'cart', 'order.placed']);
});

it('proposes nothing from nothing and works without conversions', () => {
  expect(suggestSteps([])).toEqual([]);
  expect(suggestSteps([seen('a', 2), seen('b', 5)])).toEqual(['b', 'a']);
});
