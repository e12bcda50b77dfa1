import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  channels,
  eventSchema,
  eventTypes,
  limits,
  purposes,
  ratingScales,
} from '@touchtrail/contract';
import { openStore, toEventRow } from '@touchtrail/store';
import type { EventRow, Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

let dataDir: string;
let store: Store;
beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-accepted-')));
  store = await openStore({ dataDir });
});
afterAll(async () => {
  await store?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const receivedAt = Date.UTC(2026, 5, 15);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const words = (maxLength: number) =>
  fc.string({
    minLength: 1,
    maxLength,
    unit: fc.constantFrom(
      'a',
      'Z',
      '0',
      ' ',
      '"',
      '\\',
      '\n',
      '\t',
      '\0',
      '{',
      '😀',
      'ß',
      '\u202E',
    ),
  });
const whole = fc.oneof(fc.constantFrom(0, 1, 4_294_967_295), fc.nat());
const decimal = fc.oneof(
  fc.constantFrom(0, 0.0001, 0.00004, 1e-12, 99_999_999_999_999, 12.345678, '0.1', '1e3', ' 7 '),
  fc.double({ min: 0, max: 1e14, noNaN: true }),
);
const time = fc.oneof(
  fc.constantFrom(
    0,
    1,
    -1,
    '1970-01-01T00:00:00Z',
    '2026-06-15T00:00:00+14:00',
    '1900-01-01T00:00:00Z',
    '2299-12-31T23:59:59.999Z',
    '9999-12-31T23:59:59Z',
    8.64e15,
    -8.64e15,
  ),
  fc.integer({ min: 0, max: receivedAt }),
);
const event = fc.record({
  id: fc.oneof(fc.uuid(), words(limits.idLength)),
  type: fc.constantFrom(...eventTypes),
  name: words(limits.nameLength),
  touchpoint: maybe(words(50)),
  channel: maybe(fc.constantFrom(...channels)),
  at: time,
  anonymousId: words(30),
  userId: maybe(words(30)),
  accountId: maybe(words(30)),
  sessionId: maybe(fc.uuid()),
  seq: maybe(whole),
  page: maybe(fc.record({ url: maybe(words(40)), path: maybe(words(40)), title: maybe(words(9)) })),
  campaign: maybe(fc.record({ source: maybe(words(9)), medium: maybe(words(9)) })),
  value: maybe(decimal),
  currency: maybe(fc.constantFrom('EUR', 'XXX')),
  rating: maybe(
    fc.oneof(fc.constantFrom(-1_000, 1_000, 0.1), fc.double({ min: 0, max: 10, noNaN: true })),
  ),
  ratingScale: maybe(fc.constantFrom(...ratingScales)),
  comment: maybe(words(40)),
  experience: maybe(
    fc.record({
      durationMs: maybe(whole),
      cls: maybe(fc.double({ min: 0, max: 1_000, noNaN: true })),
    }),
  ),
  props: maybe(
    fc.dictionary(
      words(9),
      fc.oneof(
        words(9),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
      ),
      { maxKeys: 5 },
    ),
  ),
  consent: maybe(
    fc.record({
      purposes: fc.subarray([...purposes]),
      source: words(9),
      decidedAt: time,
    }),
  ),
});

test('ClickHouse stores every event that the schema accepts, from every door', async () => {
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 50, maxLength: 200 }),
      fc.constantFrom('sdk' as const, 'import' as const),
      async (events, source) => {
        const site = `s-${randomUUID()}`;
        const rows: EventRow[] = [];
        for (const raw of events) {
          // As it arrives: by JSON, so without what is undefined.
          const parsed = eventSchema.safeParse(JSON.parse(JSON.stringify(raw)));
          if (!parsed.success) continue;
          // The import refuses a future; the collector moves every time into its range.
          if (source === 'import' && (parsed.data.at > receivedAt || parsed.data.at < 0)) continue;
          rows.push(toEventRow(site, parsed.data, { receivedAt, source, clamp: source === 'sdk' }));
        }
        accepted += rows.length;
        await store.insertEvents(rows);
        const [stored] = await store.reader.query<{ n: number }>({
          sql: `SELECT toUInt32(uniqExact(event_id)) AS n FROM events WHERE site_id = {site:String}`,
          params: { site },
        });
        expect(stored?.n).toBe(new Set(rows.map((row) => row.event_id)).size);
      },
    ),
    { numRuns: 20 },
  );
  expect(accepted).toBeGreaterThan(500);
});
