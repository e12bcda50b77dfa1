import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { withTables } from '@touchtrail/store/testing';
import { drained } from '../integration/places-of.ts';
import { balanceOf, createLedger, stopMerges } from './chaos/ledger.ts';
import { freePort, superviseService } from './supervised-service.ts';
import type { SupervisedService } from './supervised-service.ts';

let dataDir = '';
let service: SupervisedService | undefined;
afterEach(async () => {
  await service?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const day = 86_400_000;

/**
 * The instant that random kills hit once in a thousand: ClickHouse has the rows, the service does not
 * know it yet. Events of three months, so that one insert makes three parts.
 */
async function dieAfterInsert(env: Record<string, string>) {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-after-insert-')));
  const port = await freePort();
  // The first start makes the tables; nothing is in the way.
  service = await superviseService({ dataDir, port });
  await stopMerges(dataDir);
  await service.stop('SIGTERM');
  service = await superviseService({
    dataDir,
    port,
    preload: 'clickhouse.js',
    env: { FAULT_DIE_AFTER: path.join(dataDir, 'died'), ...env },
  });
  const { url, writeKey } = service.ready();
  const ids = Array.from({ length: 6 }, () => randomUUID());
  const response = await fetch(`${url}/v1/events`, {
    method: 'POST',
    body: JSON.stringify({
      v: 1,
      site: writeKey,
      events: ids.map((id, n) => ({
        id,
        name: 'page.viewed',
        at: Date.now() - n * 20 * day,
        anonymousId: `p-${n}`,
        consent: { purposes: ['measurement'], source: 'api', decidedAt: Date.now() - 200 * day },
      })),
    }),
  });
  expect([response.status, await response.json()]).toMatchObject([202, { accepted: 6 }]);
  const ledger = createLedger();
  ledger.acknowledge(ids);
  await expect.poll(() => service?.gaveUp(), { timeout: 20_000 }).toBe(1);
  await service.up();
  await drained(url);
  await service.stop('SIGTERM');
  return balanceOf(dataDir, ledger);
}

test('killed between the insert and the end of its segment, the rows are there once', async () => {
  expect(await dieAfterInsert({})).toEqual({ acknowledged: 6, rows: 6, missing: [], twice: [] });
});

test('without the token of the segment they would be there twice, and these tests see it', async () => {
  const { rows, missing, twice } = await dieAfterInsert({ FAULT_NO_TOKEN: '1' });
  expect(missing).toEqual([]);
  expect([rows, twice.length]).toEqual([12, 6]);
});
