import type { BatchAnswer, ErrorBody } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { browserKind } from './chaos/clients.ts';
import { balanceOf, createLedger, stopMerges } from './chaos/ledger.ts';
import { pausableService } from './pausable-service.ts';

const mebibyte = 1_024 ** 2;
const bound = 16 * mebibyte;
const perRequest = 20;

/** Events of 16 KB each, so that the bound is near. */
function largeBatch(writeKey: string) {
  const kind = browserKind(writeKey);
  const now = Date.now();
  const events = Array.from({ length: perRequest }, (_, n) => ({
    id: kind.newId(),
    at: now,
    name: 'bound.touch',
    anonymousId: `p-${n}`,
    consent: { purposes: ['measurement'], source: 'api', decidedAt: now - 60_000 },
    props: Object.fromEntries(Array.from({ length: 16 }, (_each, i) => [`p${i}`, 'x'.repeat(990)])),
  }));
  const ids = events.map(({ id }) => id);
  return { ids, body: JSON.stringify({ v: 1, site: writeKey, events }) };
}

test(
  'a spool at its bound refuses with Retry-After, keeps what it acknowledged, and takes events again once ClickHouse is back',
  { timeout: 240_000 },
  async () => {
    const { dataDir, service, pause, resume } = await pausableService({
      env: { TOUCHTRAIL_SPOOL_MAX_BYTES: '16MiB' },
    });
    await stopMerges(dataDir);
    const { url, writeKey } = service.ready();
    const ledger = createLedger();
    const post = async (body: string) => {
      const headers = { 'content-type': 'text/plain' };
      const response = await fetch(`${url}/v1/events`, { method: 'POST', headers, body });
      const answer = (await response.json()) as Partial<BatchAnswer & ErrorBody>;
      return { status: response.status, after: response.headers.get('retry-after'), answer };
    };
    const first = largeBatch(writeKey);
    expect((await post(first.body)).status).toBe(202);
    ledger.acknowledge(first.ids);
    await pause();

    let refused = largeBatch(writeKey);
    let sent = 0;
    for (; sent < 200; sent++) {
      const { status } = await post(refused.body);
      if (status !== 202) break;
      ledger.acknowledge(refused.ids);
      refused = largeBatch(writeKey);
    }
    // Not long before the bound, and not past it.
    expect(sent).toBeGreaterThan(20);
    expect(sent * perRequest * 15_840).toBeLessThan(bound + mebibyte);
    for (let n = 0; n < 10; n++) {
      const { status, after, answer } = await post(refused.body);
      expect([status, after, answer.error?.code]).toEqual([503, '30', 'spool_full']);
    }
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const held = Number(/touchtrail_spool_bytes\{spool="events"\} (\d+)/.exec(metrics)?.[1]);
    expect(held).toBeGreaterThan(bound - mebibyte);
    expect(held).toBeLessThanOrEqual(bound);
    const ready = (await (await fetch(`${url}/readyz?for=events`)).json()) as object;
    expect(ready).toMatchObject({
      takesEvents: false,
      checks: { intake: expect.stringContaining('16 MiB') },
    });

    resume();
    await expect
      .poll(async () => (await post(refused.body)).answer.accepted, { timeout: 120_000 })
      .toBe(perRequest);
    ledger.acknowledge(refused.ids);
    await service.stop('SIGTERM');
    const { acknowledged, rows, missing, twice } = await balanceOf(dataDir, ledger);
    expect([missing, twice]).toEqual([[], []]);
    expect(rows).toBe(acknowledged);
  },
);
