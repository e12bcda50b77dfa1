import type { Action } from '@touchtrail/contract';
import { expect, it } from 'vitest';
import { inputOf, movedTo } from './draft.ts';

const action: Action = {
  id: 'a1',
  site: 'shop',
  version: 3,
  actor: 'ada',
  at: 0,
  state: 'doing',
  title: '<b>Fix</b> payment',
  note: '',
  finding: '',
  owner: 'Mia',
  due: null,
  shipped: null,
  target: null,
};

it('gives what is shipped the day it was shipped, once', () => {
  const shipped = movedTo(action, 'shipped', '2026-11-22');
  expect(shipped).toMatchObject({ state: 'shipped', shipped: '2026-11-22' });
  expect(movedTo(shipped, 'measured', '2026-12-24').shipped).toBe('2026-11-22');
  expect(movedTo(shipped, 'doing', '2026-12-24').shipped).toBe('2026-11-22');
  expect(movedTo(action, 'idea', '2026-11-22').shipped).toBeNull();
});

it('sends what people can change and nothing else', () => {
  expect(Object.keys(inputOf(action)).toSorted()).toEqual(
    ['due', 'finding', 'note', 'owner', 'shipped', 'state', 'target', 'title'].toSorted(),
  );
});
