import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { StoreError } from '@touchtrail/store';
import { expect, test } from 'vitest';
import { adminToken, consoleOver } from './testing/harness.ts';

test('a report that nobody waits for any more is cancelled', async () => {
  const asked = new EventTarget();
  const console = consoleOver(
    ({ signal }) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          reject(new StoreError('cancelled', 'Cancelled.', 'Ask again.'));
          asked.dispatchEvent(new Event('cancelled'));
        });
        asked.dispatchEvent(new Event('asked'));
      }),
  );
  const server = createAdaptorServer({ fetch: console.app.fetch }) as Server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const aborter = new AbortController();
  const cancelled = once(asked, 'cancelled');
  const running = once(asked, 'asked');
  const { port } = server.address() as AddressInfo;
  const answer = fetch(`http://127.0.0.1:${port}/api/reports/journeys?site=shop`, {
    headers: { authorization: `Bearer ${adminToken}` },
    signal: aborter.signal,
  });
  await running;
  aborter.abort();
  await expect(answer).rejects.toThrow('aborted');
  await cancelled;
  server.close();
});
