// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { all, useVisitor } from './testing/visitor.ts';

// What a real browser showed when the machine's clock was set back.

const visitor = useVisitor();
let step = 0;
beforeEach(() => {
  step = 0;
  const real = Date.now;
  vi.spyOn(Date, 'now').mockImplementation(() => real() + step);
});

test('no event is older than the decision on its receipt, also after the clock is set back', async () => {
  const touchtrail = visitor.create();
  touchtrail.consent(all);
  await touchtrail.flush();
  step = -60_000;
  touchtrail.touch('after.the.step');
  await touchtrail.flush();
  expect(visitor.names()).toEqual(['page.viewed', 'after.the.step']);
  for (const event of visitor.events()) {
    expect(Number(event.at)).toBeGreaterThanOrEqual(Number(event.consent!.decidedAt));
  }
});

test('a clock set back during a wait does not lengthen the wait', async () => {
  const touchtrail = visitor.create();
  visitor.service.plan.push({ kind: 'status', status: 503 });
  touchtrail.consent(all);
  await touchtrail.flush();
  // Ten minutes back: what is left to wait would be ten minutes and a second.
  step = -600_000;
  touchtrail.touch('after.the.step');
  await touchtrail.flush();
  expect(visitor.names()).toContain('after.the.step');
});
