import { eventSchema } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { compileFieldPolicies, hashedValue } from './field-policies.ts';

const key = Buffer.alloc(32, 1);
const event = eventSchema.parse({
  id: '1',
  name: 'n',
  at: 0,
  anonymousId: 'a',
  userId: 'ada@example.org',
  page: { url: 'https://x.example/', title: 'T' },
  props: { plate: 'B-TT 1', seats: 4, none: null },
});

test('hashes with the key of the site, drops, and leaves the rest and the given event alone', () => {
  const before = structuredClone(event);
  const policies = compileFieldPolicies(
    {
      userId: 'hash',
      'page.title': 'drop',
      'props.plate': 'hash',
      'props.seats': 'hash',
      'props.none': 'hash',
      'props.absent': 'drop',
      comment: 'drop',
      accountId: 'keep',
    },
    key,
  );
  const { event: changed, dropped } = policies.apply(event);
  expect(changed).toEqual({
    ...event,
    userId: hashedValue(key, 'ada@example.org'),
    page: { url: 'https://x.example/' },
    props: { plate: hashedValue(key, 'B-TT 1'), seats: hashedValue(key, '4'), none: null },
  });
  expect(dropped).toEqual(['page.title']);
  expect([...policies.hashed].toSorted()).toEqual([
    'props.none',
    'props.plate',
    'props.seats',
    'userId',
  ]);
  expect(event).toEqual(before);
});

test('another site hashes to something else', () => {
  expect(hashedValue(key, 'x')).toMatch(/^h_[\w-]{22}$/);
  expect(hashedValue(Buffer.alloc(32, 2), 'x')).not.toBe(hashedValue(key, 'x'));
});

test('a prop called like a part of every object is no prop', () => {
  const policies = compileFieldPolicies({ 'props.constructor': 'hash', 'props.a.b': 'drop' }, key);
  const given = { ...event, props: { 'a.b': 'x' } };
  expect(policies.apply(given).event.props).toEqual({});
});

test('without a key nothing may be hashed', () => {
  expect(() => compileFieldPolicies({ userId: 'hash' })).toThrow('no key');
  expect(compileFieldPolicies({ userId: 'keep' }).apply(event).event).toBe(event);
});
