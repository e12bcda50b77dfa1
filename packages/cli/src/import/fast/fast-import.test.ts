import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../testing/run-cli.ts';
import { importFile } from '../import-file.ts';
import type { ImportOptions } from '../import-file.ts';

const now = Date.UTC(2026, 10, 22, 12);

const order = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** What is stored of a file, and what was said of it. */
async function load(chunks: readonly Buffer[], options: Partial<ImportOptions>) {
  const store = memoryStore();
  async function* stream(): AsyncGenerator<Uint8Array> {
    yield* chunks;
  }
  const outcome = await importFile({
    input: { name: 'made-up', stream: stream() },
    site: 'shop',
    clock: () => now,
    store,
    currency: 'EUR',
    format: 'csv',
    rejectedFile: '/dev/null',
    ...options,
  }).then(
    ({ elapsedMs: _elapsedMs, eventsPerSecond: _rate, ...summary }) => summary,
    (error: unknown) => ({ failed: (error as Error).message }),
  );
  const rows = store.rows.map((row) => {
    const kept = Object.entries(row).filter(
      ([, value]) => value !== '' && value !== null && value !== undefined && value !== 0,
    );
    const plain = Object.fromEntries(kept);
    if (typeof plain['rating'] === 'number') plain['rating'] = Math.fround(plain['rating']);
    return plain;
  });
  return { outcome, rows: rows.map(sortKeys).toSorted(order) };
}

const sortKeys = (row: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)));

const ids = ['p1', 'p2', 'p3', 'x'.repeat(200)];
const oddIds = ['ä', 'x'.repeat(201), ' ', '0193BD4E-7C2A-7D3E-9F00-5F1B2A3C4D5E'];
const texts = [
  'home',
  'Bestätigung',
  'a"b',
  'two\nlines',
  '7',
  'mail me: a@b.example',
  'x,y',
  '🙂',
  '4111 1111 1111 1111',
];

/** Columns with what may well stand in them, and with what should not. */
const columns: Readonly<
  Record<string, readonly [good: readonly string[], odd: readonly string[]]>
> = {
  timestamp: [
    [
      '2026-11-01T10:00:00Z',
      '2026-02-28T23:59:59.999Z',
      '2024-02-29T00:00:00.5+02:00',
      '1793000000123',
    ],
    [
      '2026-02-30T00:00:00Z',
      '1969-12-31T23:00:00Z',
      '2030-01-01T00:00:00Z',
      '2026-11-01 10:00:00Z',
      '2026-11-01T10:00Z',
      '2026-11-01T24:00:00Z',
      '1793000000',
      '2026-13-01T00:00:00Z',
      '2026-11-01T10:00:00.1234567Z',
      '2026-11-01T10:00:00',
      '0001-01-01T00:00:00Z',
    ],
  ],
  person_id: [ids, oddIds],
  anonymous_id: [ids, oddIds],
  account_id: [['acme'], oddIds],
  event_id: [['order-1', 'order-2', 'order-3', '0193bd4e-7c2a-7d3e-9f00-5f1b2a3c4d5e'], oddIds],
  seq: [
    ['1', '007', '4294967295'],
    ['4294967296', '-1', '1.5', 'x'],
  ],
  session_id: [
    ['s1', 's2', '0193bd4e-7c2a-7d3e-9f00-5f1b2a3c4d5e'],
    ['ä', ' '],
  ],
  channel: [['web', 'organic', 'Live Chat', 'no such'], ['x'.repeat(1_001)]],
  touchpoint: [
    [...texts, 'cart'],
    ['x'.repeat(201), '\u00A0'],
  ],
  name: [['page.viewed', 'order.placed'], ['x'.repeat(201)]],
  type: [['touch', 'conversion', 'feedback'], ['unheard']],
  is_conversion: [['0', '1', 'yes', 'N'], ['maybe']],
  value: [
    ['0', '12.5', '89.90', '0.1', '1.2345'],
    ['1e3', '-1', '.5', '12345678901', '1.23456', ' 5 ', '5.'],
  ],
  currency: [['EUR', 'usd', ' chf'], ['Euro']],
  rating: [
    ['1', '4.3', '10', '0'],
    ['-5', '1001', 'good'],
  ],
  comment: [texts, ['e'.repeat(2_001)]],
  url: [
    [
      'https://shop.example/cart?token=s3cret&q=1',
      '/only/path',
      'https://shop.example',
      'not a url',
    ],
    ['x'.repeat(2_001)],
  ],
  page_path: [['/own'], ['x'.repeat(2_001)]],
  page_title: [['Cart', 'Größe'], ['x'.repeat(501)]],
  referrer: [['https://www.google.com/search?q=x', 'https://shop.example/', 'android-app://x'], []],
  source: [['google'], ['x'.repeat(501)]],
  medium: [['cpc'], []],
  campaign: [['autumn', 'a@b.example'], []],
  campaign_term: [['shoes'], []],
  campaign_content: [['red', 'Ä'], []],
  device_language: [[''], ['de']],
  city: [['Berlin', 'München', '\\', '+49 30 1234567'], ['x'.repeat(1_001)]],
  'mail of friend': [['a@b.example', 'plain'], ['\u0001']],
};

const quoted = (cell: string, always: boolean) =>
  always || /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

const anyText = fc.string({ unit: 'grapheme', maxLength: 12 });

const rowOf = (names: readonly string[]) => {
  const cells = (odd: boolean) =>
    fc.tuple(
      ...names.map((name) => {
        const [good, bad] = columns[name] ?? [[''], []];
        const choices = fc.constantFrom(...good, ...(odd ? bad : []));
        const maybe = /timestamp|person_id|touchpoint/.test(name) && !odd ? 0 : 3;
        return fc.oneof(
          { arbitrary: choices, weight: 12 },
          { arbitrary: fc.constant(''), weight: maybe },
          { arbitrary: anyText, weight: odd ? 1 : 0 },
        );
      }),
    );
  return fc.tuple(
    fc.oneof({ arbitrary: cells(false), weight: 3 }, { arbitrary: cells(true), weight: 1 }),
    fc.nat({ max: 20 }),
  );
};

const damages = [
  '',
  '',
  '',
  '',
  '\n',
  '"open',
  'a"b",c\n',
  '\r\n',
  '\uFEFF',
  '1,2\n',
  '"x"y,z\n',
  '\u0000\n',
];

const file = fc
  .subarray(Object.keys(columns), { minLength: 3 })
  .map((names) => [...new Set(['timestamp', 'person_id', 'touchpoint', ...names])])
  .chain((names) =>
    fc.record({
      names: fc.constant(names),
      rows: fc.array(rowOf(names), { maxLength: 30 }),
      newline: fc.constantFrom('\n', '\r\n'),
      delimiter: fc.constantFrom(',', ',', ';'),
      damage: fc.constantFrom(...damages),
      damageAt: fc.nat({ max: 30 }),
      repeat: fc.boolean(),
      lastEnd: fc.boolean(),
      cut: fc.integer({ min: 1, max: 400 }),
    }),
  )
  .map(({ names, rows, newline, delimiter, damage, damageAt, repeat, lastEnd, cut }) => {
    const lines = rows.map(([cells, dice]) =>
      cells.map((cell) => quoted(cell, dice === 0 || cell.includes(delimiter))).join(delimiter),
    );
    if (repeat && lines[0] !== undefined) lines.push(lines[0], lines[0]);
    if (damage !== '') lines.splice(damageAt, 0, damage);
    const text = [names.join(delimiter), ...lines].join(newline) + (lastEnd ? newline : '');
    const bytes = Buffer.from(text);
    const chunks: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += cut * 7) {
      chunks.push(Buffer.from(bytes.subarray(at, at + cut * 7)));
    }
    return { text, chunks };
  });

const runs = Number(process.env['TOUCHTRAIL_IMPORT_RUNS'] ?? 150);

describe('rows read as bytes', () => {
  it('are what the ordinary reader makes of them: rows, ids, refusals and reasons', async () => {
    await fc.assert(
      fc.asyncProperty(file, fc.boolean(), async ({ chunks }, asTheyAre) => {
        const fast = await load(
          chunks.map((chunk) => Buffer.from(chunk)),
          { asTheyAre },
        );
        const careful = await load(chunks, { asTheyAre, carefully: true });
        expect(fast).toEqual(careful);
      }),
      { numRuns: runs },
    );
  }, 600_000);

  it('are most rows of an ordinary file', async () => {
    const store = memoryStore();
    let blocks = 0;
    const insert = store.insertEventBlocks.bind(store);
    store.insertEventBlocks = async (sent) => {
      blocks += sent.length;
      await insert(sent);
    };
    const text = `timestamp,person_id,touchpoint,city\n${'2026-11-01T10:00:00Z,p1,home,Berlin\n'.repeat(40_000)}`;
    const summary = await importFile({
      input: {
        name: 'ordinary',
        stream: (async function* () {
          yield Buffer.from(text);
        })(),
      },
      site: 'shop',
      clock: () => now,
      store,
    });
    expect(summary).toMatchObject({ imported: 40_000, rejected: 0, alreadyThere: 0 });
    expect(blocks).toBe(3);
    expect(new Set(store.rows.map((row) => row.event_id)).size).toBe(40_000);
  });
});
