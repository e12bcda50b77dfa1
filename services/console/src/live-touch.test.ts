import { eventSchema } from '@touchtrail/contract';
import { toEventRow } from '@touchtrail/store';
import { expect, test } from 'vitest';
import { liveTouches } from './live-touch.ts';

const row = (fields: Record<string, unknown>) =>
  toEventRow(
    'shop',
    eventSchema.parse({ id: 'x', at: 1_000_000, anonymousId: 'a', name: 'n', ...fields }),
    { receivedAt: 1_000_500, source: 'sdk' },
  );

test.each([
  [{ touchpoint: 'checkout' }, 'checkout'],
  [{ name: 'page.viewed', page: { path: '/cart' } }, '/cart'],
  [{ name: 'page.viewed', touchpoint: 'cart', page: { path: '/cart' } }, 'cart'],
  [{ name: 'page.viewed' }, 'page.viewed'],
  [{ name: 'form.abandoned', page: { path: '/cart' } }, 'form.abandoned'],
])('%o is the touchpoint %s', (fields, touchpoint) => {
  expect(liveTouches([row(fields)])).toEqual([
    expect.objectContaining({ touchpoint, subject: 'a' }),
  ]);
});

test('a touch of a program says why it is taken for one', () => {
  const flagged = { ...row({}), bot: 'ua datacentre' };
  expect(liveTouches([row({}), flagged]).map(({ bot }) => bot)).toEqual(['', 'ua datacentre']);
});

test('a touch says which browser it came from and what was allowed', () => {
  const consent = { purposes: ['storage', 'measurement'], source: 'api', decidedAt: 1 };
  expect(liveTouches([row({ userId: 'u', consent }), row({})])).toMatchObject([
    { subject: 'u', device: 'a', consent: expect.arrayContaining(['storage', 'measurement']) },
    { subject: 'a', device: 'a', consent: [] },
  ]);
});

test('facts about people are no touches', () => {
  expect(liveTouches([row({ type: 'identify', userId: 'u' }), row({ type: 'consent' })])).toEqual(
    [],
  );
  expect(liveTouches([row({ type: 'conversion' }), row({ type: 'feedback' })])).toHaveLength(2);
});
