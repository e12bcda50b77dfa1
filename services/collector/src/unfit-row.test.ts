import { encodeEventRows } from '@touchtrail/store';
import type { EventRow } from '@touchtrail/store';
import { expect, test } from 'vitest';
import { batchOf, harness, someEvent } from './testing/harness.ts';

/** No table of rates says this; a step with a defect could. */
const rates = { version: 'wrong', rate: () => -1e30 };

function setup() {
  const rows: EventRow[] = [];
  const events = {
    // As the spool does it: what cannot be written refuses all that came with it.
    append: async (some: readonly EventRow[]) => {
      encodeEventRows(some);
      rows.push(...some);
    },
    flush: async () => undefined,
    close: async () => undefined,
    stats: () => ({ segments: 0, bytes: 0, oldestMs: null, lastError: null }),
  };
  return { rows, ...harness({ events, enrich: { rates } }) };
}

const sale = () =>
  someEvent({ type: 'conversion', name: 'order.completed', value: 1, currency: 'USD' });

test('an event that cannot be written is refused with its column, and the others are stored', async () => {
  const { post, rows, quarantine, log } = setup();
  const bad = sale();
  const response = await post(batchOf({}, someEvent(), bad, someEvent()));
  expect(response.status).toBe(202);
  expect(await response.json()).toMatchObject({
    accepted: 2,
    duplicates: 0,
    rejected: [
      { index: 0 },
      {
        index: 2,
        id: bad['id'],
        code: 'invalid_event',
        message: expect.stringContaining('value_base'),
      },
    ],
  });
  expect(rows.map((row) => row.name)).toEqual(['page.viewed', 'page.viewed']);
  expect(quarantine.rows).toMatchObject([
    {},
    { event_id: bad['id'], code: 'invalid_event', raw: expect.stringContaining('order.completed') },
  ]);
  expect(log).toEqual([]);
});

test('alone it is a 422, which nobody sends again', async () => {
  const { post, rows } = setup();
  expect((await post(batchOf(sale()))).status).toBe(422);
  expect(rows).toEqual([]);
});
