import { journeysParametersSchema } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { createScope, splitGoal } from './scope.ts';

const hostile = `x' OR 1=1 --`;
const parse = (parameters: Record<string, unknown>) =>
  createScope(journeysParametersSchema.parse({ site: 'shop', ...parameters }));

test('values never become SQL text', () => {
  const scope = parse({
    goal: [hostile, `event:${hostile}`],
    segment: [
      { field: 'channel', value: hostile },
      { field: `props.${hostile.replace('.', '')}`, op: 'contains', value: hostile },
      { field: 'touchpoint', op: 'is_not', value: hostile },
    ],
  });
  const text = [
    scope.where,
    scope.isGoal,
    scope.goalNumber,
    scope.isStart,
    scope.having,
    scope.subject,
    scope.join,
  ].join('\n');
  expect(text).not.toContain('1=1');
  expect(Object.values(scope.params).flat()).toContain(hostile);
});

test('every place in the text has its value, and every value its place', () => {
  const scope = parse({
    from: 1,
    to: 2,
    goal: ['cart', 'event:order.completed'],
    segment: [{ field: 'props.plan', value: 'a' }],
  });
  const text = [
    scope.where,
    scope.isGoal,
    scope.goalNumber,
    scope.isStart,
    scope.having,
    scope.subject,
    scope.join,
  ].join('\n');
  const places = new Set([...text.matchAll(/\{(\w+):/g)].map((match) => match[1]));
  expect([...places].toSorted()).toEqual(Object.keys(scope.params).toSorted());
});

test('goal entries are touchpoints or event names', () => {
  expect(splitGoal(['cart', 'event:order.completed', 'event:'])).toEqual({
    keys: ['cart'],
    names: ['order.completed', ''],
  });
  expect(parse({}).isGoal).toBe(`type = 'conversion'`);
});

test('accounts need no links between devices and users', () => {
  const scope = parse({ subject: 'account' });
  expect(scope.join).toBe('');
  expect(scope.hasSubject).toContain('account_id');
});
