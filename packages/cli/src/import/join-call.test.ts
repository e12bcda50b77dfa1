import { createLeaseJoin } from '@touchtrail/store';
import { expect, test } from 'vitest';
import type { RawEvent } from './csv-row.ts';
import { joinCall } from './join-call.ts';

const at = Date.UTC(2026, 10, 22);
const calls = createLeaseJoin(
  [{ number: '+4930123401', since: at - 1_000, until: at, visit: 'v', anonymousId: 'browser-1' }],
  0,
);
const joined = (fields: RawEvent, covered = ['measurement', 'offline_join']): RawEvent => {
  const event = { id: 'K-1', at, calledNumber: '030 123401', ...fields };
  joinCall(event, covered, calls);
  return event;
};

test('a call joins the visit that was shown the number, and the customer who is named', () => {
  expect(joined({ userId: 'c-1', props: { queue: 'x' } })).toEqual({
    id: 'K-1',
    at,
    userId: 'c-1',
    anonymousId: 'browser-1',
    props: { queue: 'x', visitFound: true },
  });
});

test.each<[string, RawEvent, string[]?]>([
  ['another number', { calledNumber: '+4930999999' }],
  ['another time', { at: at + 1 }],
  ['a time that is none', { at: 'yesterday' }],
  ['purposes without offline_join', {}, ['measurement']],
  ['a receipt without offline_join', { consent: { purposes: ['measurement'] } }],
])('with %s it is a journey of its own', (_, fields, covered) => {
  const event = joined(fields, covered);
  expect(event).toMatchObject({ anonymousId: 'K-1', props: { visitFound: false } });
  expect(event).not.toHaveProperty('calledNumber');
  expect(joined({ userId: 'c-1', ...fields }, covered)).not.toHaveProperty('anonymousId');
});

test('a row that names no number stays as it is', () => {
  expect(joined({ calledNumber: undefined })).toEqual({ id: 'K-1', at });
});
