import { parseView } from '@touchtrail/contract/view';
import { expect, it } from 'vitest';
import { countsVisits, unitOf, unitPatch } from './unit.ts';

const at = (path: string, search = '') => parseView(path, search).state;

it('is what the view counts', () => {
  expect(unitOf(at('/flow'))).toBe('person');
  expect(unitOf(at('/flow', '?unit=visit'))).toBe('visit');
  expect(unitOf(at('/flow', '?unit=visit&subject=account'))).toBe('account');
  expect(unitOf(at('/drop-off', '?unit=visit'))).toBe('person');
  expect([countsVisits(at('/flow')), countsVisits(at('/'))]).toEqual([true, false]);
});

it('leaves visits for journeys, and nothing else', () => {
  expect(unitPatch(at('/flow'), 'visit')).toEqual({ subject: 'person', flow: { unit: 'visit' } });
  expect(unitPatch(at('/flow', '?unit=visit'), 'account')).toEqual({
    subject: 'account',
    flow: { unit: 'journey' },
  });
  expect(unitPatch(at('/flow', '?unit=person'), 'account')).toEqual({ subject: 'account' });
});
