import * as fc from 'fast-check';
import { StoreError } from '@touchtrail/store';
import { expect, test } from 'vitest';
import { batchOf, harness, receipt, someEvent } from './testing/harness.ts';
import type { Harness } from './testing/harness.ts';

/** In everything a sender may write; never to be found in a log. */
const marker = 'MARKER7f3a';

const markedEvent = (broken: string): Record<string, unknown> => ({
  ...someEvent({
    name: `${marker}.name`,
    anonymousId: `${marker}-a`,
    userId: `${marker}@shop.example`,
    touchpoint: marker,
    page: { url: `https://shop.example/${marker}?mail=${marker}`, title: marker },
    props: { [marker]: marker },
    comment: marker,
    consent: receipt('measurement', 'identification'),
  }),
  ...(broken !== '' && { [broken]: { [marker]: marker } }),
});

/** Ways in which the parts under the collector fail, each quoting what it got, as foreign code does. */
const failures: Readonly<Record<string, (it: Harness, rows: string) => void>> = {
  none: () => undefined,
  'foreign error': (it, rows) => it.events.failNext(new TypeError(`cannot write ${rows}`)),
  'system error': (it, rows) =>
    it.events.failNext(Object.assign(new Error(`EIO ${rows}`), { code: 'EIO' })),
  'full disk': (it) => it.events.failNext(new StoreError('disk_full', 'Full.', 'Free some.')),
  quarantine: (it, rows) => it.quarantine.failNext(new Error(rows)),
};

const doors = ['/v1/events', '/v1/server/events', '/v1/count', '/v1/phone', `/v1/hooks/${marker}`];

test('whatever is sent to whichever door, and whatever fails: nothing of it is logged', async () => {
  let said = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(failures)),
      fc.constantFrom(...doors),
      fc.constantFrom('', 'name', 'at', 'id', 'consent', 'page', 'props', 'userId'),
      fc.constantFrom('json', 'cut', 'text'),
      async (failure, door, broken, form) => {
        const it = harness();
        const body = JSON.stringify(batchOf(markedEvent(broken), markedEvent('')));
        failures[failure]?.(it, body);
        const sent = { json: body, cut: body.slice(0, -20), text: `${marker} ${body}` }[form] ?? '';
        const response = await it.collector.app.request(`${door}?q=${marker}`, {
          method: 'POST',
          headers: {
            'content-type': 'text/plain',
            'user-agent': marker,
            'x-forwarded-for': '203.0.113.7',
            referer: `https://shop.example/?${marker}`,
          },
          body: sent,
        });
        await response.text();
        await it.collector.app.request('/readyz');
        expect(it.log.join('\n')).not.toContain(marker);
        expect(it.log.join('\n')).not.toContain('203.0.113');
        said += it.log.length;
        const metrics = await (await it.collector.app.request('/metrics')).text();
        expect(metrics).not.toContain(marker);
      },
    ),
    { numRuns: 150 },
  );
  expect(said).toBeGreaterThan(0);
});

test('stores that cannot be read and quote what they were asked for', async () => {
  const fails = async (): Promise<never> => {
    throw new Error(`no rows for ${marker}`);
  };
  const it = harness({
    sites: { list: fails },
    keys: { live: fails, used: fails },
    hooks: { live: fails },
    links: { find: fails },
    ping: fails,
  });
  for (const door of doors) {
    const response = await it.collector.app.request(door, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'x-touchtrail-key': marker },
      body: JSON.stringify(batchOf(markedEvent(''))),
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.text()).not.toContain(marker);
  }
  await it.collector.app.request('/readyz');
  // Something was said, and not that.
  expect(it.log.length).toBeGreaterThan(0);
  expect(it.log.join('\n')).not.toContain(marker);
});
