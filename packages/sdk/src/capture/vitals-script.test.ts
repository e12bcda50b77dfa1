// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';

const captureVitals = vi.hoisted(() => vi.fn());
vi.mock('./vitals.ts', () => ({ captureVitals }));
const page = globalThis as { touchtrail?: { q?: unknown } };

afterEach(() => {
  vi.useRealTimers();
  delete page.touchtrail;
});

test('it waits for the SDK, not for the stub', async () => {
  vi.useFakeTimers();
  page.touchtrail = { q: [] };
  await import('./vitals-script.ts');
  vi.advanceTimersByTime(5_000);
  expect(captureVitals).not.toHaveBeenCalled();
  delete page.touchtrail.q;
  vi.advanceTimersByTime(250);
  expect(captureVitals).toHaveBeenCalledExactlyOnceWith(page.touchtrail);
  vi.advanceTimersByTime(500_000);
  expect(captureVitals).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});
