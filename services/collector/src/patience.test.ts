import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { batchOf, harness, someEvent, testSite } from './testing/harness.ts';
import { within } from './patience.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const never = () => new Promise<never>(() => undefined);

test('the first event after a start is answered in seconds while the engine hangs, and says why', async () => {
  const { post, log, collector } = harness({ sites: { list: never } });
  const answer = post(batchOf(someEvent()));
  await vi.advanceTimersByTimeAsync(4_000);
  const response = await answer;
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(await response.json()).toMatchObject({
    error: { code: 'store_unavailable', message: expect.stringContaining('ClickHouse') },
  });
  expect(log).toEqual([expect.stringContaining('list of sites within 4 s')]);
  const ready = await collector.app.request('/readyz');
  expect(await ready.json()).toMatchObject({
    takesEvents: false,
    checks: { intake: expect.stringContaining('list of sites') },
  });
});

test('sites that were read at the start are known when the engine hangs later', async () => {
  let hangs = false;
  const { post } = harness({ sites: { list: async () => (hangs ? never() : [testSite]) } });
  await vi.advanceTimersByTimeAsync(0);
  hangs = true;
  expect((await post(batchOf(someEvent()))).status).toBe(202);
});

test('what comes in time is given, what fails fails', async () => {
  await expect(within(Promise.resolve(1), 'answer')).resolves.toBe(1);
  await expect(within(Promise.reject(new Error('no')), 'answer')).rejects.toThrow('no');
  expect(vi.getTimerCount()).toBe(0);
});
