import { setTimeout as wait } from 'node:timers/promises';
import type { ErrorBody } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { browserKind } from './chaos/clients.ts';
import { pausableService } from './pausable-service.ts';

test(
  'the engine hangs before the first event: it is taken, and a key nobody knows yet is answered with when to come again',
  { timeout: 120_000 },
  async () => {
    const { service, pause, resume } = await pausableService();
    const { url, writeKey } = service.ready();
    // The list of sites is read behind the start.
    await wait(1_000);
    await pause();
    const post = (key: string) => {
      const kind = browserKind(key);
      const { headers, body } = kind.request([{ id: kind.newId(), at: Date.now(), person: 'p' }]);
      // Far beyond what the answer takes, and far below the minute that ClickHouse itself is given.
      const signal = AbortSignal.timeout(30_000);
      return fetch(`${url}/v1/events`, { method: 'POST', headers, body, signal });
    };
    expect((await post(writeKey)).status).toBe(202);
    const unknown = await post('wk_nobodyknows');
    const { error } = (await unknown.json()) as ErrorBody;
    expect([unknown.status, unknown.headers.get('retry-after'), error.code]).toEqual([
      503,
      '5',
      'store_unavailable',
    ]);
    expect(error.message).toContain('ClickHouse');
    expect(service.log.join('\n')).toContain('list of sites within 4 s');

    resume();
    await expect
      .poll(async () => (await post('wk_nobodyknows')).status, { timeout: 60_000 })
      .toBe(401);
  },
);
