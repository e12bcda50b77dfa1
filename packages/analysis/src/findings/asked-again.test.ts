import { findingsParametersSchema, reportParameters } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { askedAgain } from './asked-again.ts';

test('what was asked as usual is not in the link', () => {
  const given = findingsParametersSchema.parse({ site: 'shop' });
  expect(askedAgain('make-or-break', given)).toEqual({ site: 'shop' });
});

test('a report that is asked by the link takes what the findings took', () => {
  const asked = {
    site: 'shop',
    from: Date.UTC(2026, 0, 1),
    to: Date.UTC(2026, 3, 1),
    timezone: 'Europe/Berlin',
    subject: 'account',
    goal: ['thanks', 'event:order.completed'],
    start: ['home'],
    journey: 'purchase@2',
    segment: ['@big-spenders', { field: 'channel', op: 'is', value: 'email' }],
    visitGap: 45 * 60_000,
    abandonmentGap: 90_000,
    abandonmentGaps: { analog: 'auto', store: 86_400_000 },
    inactivityLimit: 7 * 86_400_000,
    includeBots: true,
    horizon: 5 * 86_400_000,
  };
  const given = findingsParametersSchema.parse(asked);
  const { horizon, ...common } = reportParameters['make-or-break'].parse(
    askedAgain('make-or-break', given),
  );
  expect(horizon).toBe(given.horizon);
  const { by: _by, weeks: _weeks, top: _top, horizon: _horizon, ...own } = given;
  expect(common).toMatchObject(own);
  // The drop-off report has no horizon to take.
  expect(askedAgain('drop-off', given)).not.toHaveProperty('horizon');
});
