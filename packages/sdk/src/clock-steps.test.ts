// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { all, useVisitor } from './testing/visitor.ts';

// What a real browser showed when the machine's clock was set back. Beside these two: promises that are
// chained without end must not resolve to what they waited for (`writing` of the queue, `exits` of the
// delivery), or a page that lives long keeps one object for each event.

const visitor = useVisitor();

test('no event is older than the decision on its receipt, also after the clock is set back', async () => {
  const touchtrail = visitor.create();
  touchtrail.consent(all);
  await touchtrail.flush();
  const before = Date.now();
  vi.spyOn(Date, 'now').mockImplementation(() => before - 60_000);
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
  const before = Date.now();
  // Ten minutes back: what is left to wait would be ten minutes and a second.
  vi.spyOn(Date, 'now').mockImplementation(() => before - 600_000);
  touchtrail.touch('after.the.step');
  await touchtrail.flush();
  expect(visitor.names()).toContain('after.the.step');
});
