import type { UnmappedGroup } from '@touchtrail/contract';
import { expect, it } from 'vitest';
import { groupRule } from './group.ts';

const users: UnmappedGroup = {
  pattern: '/users/*/orders',
  keys: 9,
  samples: ['/users/1/orders'],
  events: 12,
  channel: 'web',
  lastSeenAt: 0,
  suggestion: {
    nearest: 'cart',
    key: 'users.orders',
    rule: { touchpoint: 'cart', when: { event: 'page.viewed', path: '/users/*/orders' } },
  },
};

it('takes what the queue proposes for the pattern, and never a touchpoint that only looks alike', () => {
  const rule = { touchpoint: 'users.orders', when: users.suggestion.rule.when };
  expect(groupRule('/users/17/orders', [users])).toEqual(rule);
  expect(groupRule('/users/*/orders', [users])).toEqual(rule);
});

it('else groups the pages beside it, or what stands alone by itself', () => {
  expect(groupRule('/users/17', [users])).toEqual({
    touchpoint: 'users',
    when: { event: 'page.viewed', path: '/users/*' },
  });
  const alone: UnmappedGroup = { ...users, pattern: '/guides/size', samples: ['/guides/size'] };
  expect(groupRule('/guides/size', [alone])).toEqual({
    touchpoint: 'guides',
    when: { event: 'page.viewed', path: '/guides/*' },
  });
  expect(groupRule('/', []).when).toEqual({ event: 'page.viewed', path: { is: '/' } });
  expect(groupRule('signup', [])).toEqual({
    touchpoint: 'signup',
    when: { touchpoint: { is: 'signup' } },
  });
});
