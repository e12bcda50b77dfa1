// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Fields } from '../fields.ts';
import type { Core } from '../module.ts';
import { all, nothing, stored, useVisitor } from '../testing/visitor.ts';
import { pendingBuffer } from './pending-buffer.ts';

let clock: number;

beforeEach(() => {
  clock = Date.UTC(2026, 10, 22);
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

const begin = () => {
  const module = pendingBuffer(() => clock);
  const recorded: Fields[] = [];
  return {
    early: (name: string) => module._early!('touch', { name }),
    deny: () => module._early!(),
    grant: () => {
      module({
        _record: (_type, fields) => void recorded.push(fields),
      } as Partial<Core> as Core);
      return recorded.map(({ name }) => name);
    },
    recorded,
  };
};

test('what waited is recorded in order, with its own time and page, and marked', () => {
  const { early, grant, recorded } = begin();
  history.replaceState(null, '', '/first');
  early('one');
  clock += 1_000;
  history.replaceState(null, '', '/second');
  early('two');
  clock += 1_000;
  expect(grant()).toEqual(['one', 'two']);
  expect(recorded[0]).toMatchObject({ at: clock - 2_000, beforeConsent: true });
  expect(recorded[0]!.page!.url).toContain('/first');
  expect(recorded[1]!.page!.url).toContain('/second');
});

test('a refusal drops all, and nothing waits any more', () => {
  const { early, deny, grant } = begin();
  early('one');
  deny();
  early('two');
  expect(grant()).toEqual([]);
});

test('leaving the page drops all', () => {
  const { early, grant } = begin();
  early('one');
  window.dispatchEvent(new Event('pagehide'));
  early('after a return');
  expect(grant()).toEqual(['after a return']);
});

test('at most fifty wait, none longer than five minutes', () => {
  const { early, grant } = begin();
  early('old');
  clock += 200_000;
  for (let index = 0; index < 60; index++) early(`new-${index}`);
  clock += 100_000;
  const names = grant();
  expect(names).toHaveLength(49);
  expect(names[0]).toBe('new-0');
});

test('after the grant nothing waits', () => {
  const { early, grant } = begin();
  grant();
  early('late');
  expect(grant()).toEqual([]);
});

const visitor = useVisitor();

test('with the SDK: nothing is stored or sent before the grant, then all of it with its marks', async () => {
  vi.useRealTimers();
  const touchtrail = visitor.create({ modules: [pendingBuffer()] });
  touchtrail.touch('early.touch', { props: { a: 1 } });
  touchtrail.conversion('early.order', { value: 5, currency: 'EUR' });
  await touchtrail.flush();
  expect(visitor.requests).toEqual([]);
  expect(await stored()).toEqual(nothing);
  touchtrail.consent(all);
  touchtrail.touch('later');
  await touchtrail.flush();
  expect(visitor.events()).toMatchObject([
    { name: 'early.touch', beforeConsent: true, props: { a: 1 } },
    { name: 'early.order', beforeConsent: true, value: 5 },
    { name: 'page.viewed' },
    { name: 'later' },
  ]);
  expect(visitor.events()[3]).not.toHaveProperty('beforeConsent', true);
});

test('with the SDK: after a refusal nothing of before is ever recorded', async () => {
  vi.useRealTimers();
  const touchtrail = visitor.create({ modules: [pendingBuffer()] });
  touchtrail.touch('early.touch');
  touchtrail.consent('deny');
  touchtrail.touch('denied.touch');
  touchtrail.consent(all);
  await touchtrail.flush();
  expect(visitor.names()).toEqual(['page.viewed']);
});
