import { topicsParametersSchema } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../stats/random.ts';
import { adjustedRand } from '../stats/agreement.ts';
import type { CommentRow } from './comment-row.ts';
import { hidePeople } from './hide-people.ts';
import { planted, writeComments } from './testing/written.ts';
import type { Written } from './testing/written.ts';
import { topicsResult } from './topics-result.ts';

const day = 86_400_000;
const begin = Date.UTC(2026, 8, 1);
const span = { from: begin, until: begin + 56 * day - 1 };
const parameters = topicsParametersSchema.parse({ site: 'shop' });
const breathe = () => Promise.resolve();

const row = (text: string, n: number, more: Partial<CommentRow> = {}): CommentRow => ({
  who: `p${n}`,
  at: begin + ((n * 7_919) % 56_000) * (day / 1_000),
  place: 'checkout',
  score: 1 + (n % 10),
  text: hidePeople(text),
  observed: true,
  won: n % 3 === 0,
  ...more,
});
const ask = (
  comments: readonly CommentRow[],
  vocabulary: Parameters<typeof topicsResult>[1] = [],
  more: Partial<typeof parameters> = {},
) => topicsResult(comments, vocabulary, [], { ...parameters, ...more }, span, breathe);
const rowsOf = (written: readonly Written[], from = 0) =>
  written.map(({ text }, n) => row(text, from + n));

/** How the topics found agree with those planted, and how pure they are, over comments that are about one. */
async function agreement(
  written: readonly Written[],
): Promise<{ rand: number; pure: number; found: number }> {
  const comments = written.map(({ text }, n) => row(text, n, { at: begin + n }));
  const { rows } = await ask(comments, [], { quotes: 10_000, topics: 9 });
  const group = new Map<string, number>();
  for (const [at, { quotes }] of rows.entries()) {
    for (const { text } of quotes) group.set(text.toLowerCase(), at);
  }
  const about = [...written.keys()].filter((n) => written[n]?.topic !== null);
  const names = [...new Set(written.map(({ topic }) => topic))];
  const truth = Int32Array.from(about, (n) => names.indexOf(written[n]?.topic ?? null));
  const told = Int32Array.from(
    about,
    (n) => 1 + (group.get(comments[n]?.text.toLowerCase() ?? '') ?? -1),
  );
  const counts = new Map<number, Map<number, number>>();
  for (const [at, topic] of told.entries()) {
    const own = counts.get(topic) ?? new Map<number, number>();
    counts.set(topic, own.set(truth[at] ?? 0, (own.get(truth[at] ?? 0) ?? 0) + 1));
  }
  counts.delete(0);
  const [all, most] = [(list: number[]) => list.reduce((a, b) => a + b, 0), Math.max];
  const groups = [...counts.values()].map((own) => [...own.values()]);
  const pure = all(groups.map((own) => most(...own))) / all(groups.map(all));
  return { rand: adjustedRand(truth, told), pure, found: rows.length };
}

const runs = Number(process.env['TOUCHTRAIL_RUNS'] ?? 1);
const sets = [
  ['de.delivery', 'de.payment', 'de.returns'],
  ['de.delivery', 'de.payment', 'de.returns', 'de.staff', 'de.search', 'de.quality'],
  ['en.delivery', 'en.payment', 'en.returns', 'en.staff'],
  ['de.delivery', 'de.payment', 'de.staff', 'en.delivery', 'en.payment', 'en.returns'],
];

describe('planted topics are found', () => {
  test.each(sets.map((set) => [set.length, set] as const))('%i: %j', async (count, set) => {
    let sum = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const { rand, pure, found } = await agreement(writeComments(seed, 400, set));
      expect(Math.abs(found - count), `seed ${seed}`).toBeLessThanOrEqual(2);
      expect(pure, `seed ${seed}`).toBeGreaterThan(0.85);
      expect(rand, `seed ${seed}`).toBeGreaterThan(0.55);
      sum += rand;
    }
    expect(sum / runs).toBeGreaterThan(0.7);
  });

  test('their words tell what they are about', async () => {
    const { rows, discovery } = await ask(rowsOf(writeComments(4, 400, sets[0] ?? [])));
    expect(discovery.state).toBe('found');
    const words = rows.map((topic) => topic.words.join(' ').toLowerCase());
    for (const word of ['kreditkarte', 'etikett', 'lieferung']) {
      expect(words.filter((list) => list.includes(word)).length, word).toBeGreaterThan(0);
    }
    for (const { stability, quotes, topic } of rows) {
      expect(stability).toBeGreaterThanOrEqual(0.6);
      expect(quotes).toHaveLength(3);
      expect(topic).toMatch(/^found\.[a-z0-9.-]+$/);
    }
  });
});

test('the vocabulary goes first: in inflections, compounds, phrases, in several languages', async () => {
  const vocabulary = [
    { key: 'delivery.late', words: ['zu spät', 'verspät*', 'late', 'delayed'] },
    { key: 'delivery', name: { en: 'Delivery', de: 'Lieferung' } },
    { key: 'payment', words: ['Zahlung', 'payment'] },
    { key: 'never' },
  ];
  const { rows, categories } = await ask(
    [
      'Die Lieferungen kamen zu spät',
      'Expresslieferung war super',
      'Lieferzeit',
      'My DELIVERIES are late',
      'verspaetet',
      'Kreditkartenzahlung geht nicht',
      'payments fail',
      'spät zu Bett',
      'translated',
    ].map((text, n) => row(text, n)),
    vocabulary,
  );
  const counts = Object.fromEntries(rows.map(({ topic, share }) => [topic, share.count]));
  expect(counts).toEqual({ 'delivery.late': 3, delivery: 4, payment: 2, never: 0 });
  expect(rows[0]?.share.of).toBe(9);
  expect(categories.map(({ category, share }) => [category, share.count])).toEqual([
    ['delivery', 5],
    ['payment', 2],
    ['never', 0],
  ]);
});

test('what follows a topic, held equal by touchpoint and rating', async () => {
  const random = randomFrom(5);
  const comments = Array.from({ length: 3_000 }, (_, n) => {
    const paid = random() < 0.5;
    const chat = random() < (paid ? 0.8 : 0.2);
    const slow = !chat && random() < 0.3;
    const won = random() < (paid ? 0.7 : 0.3) * (slow ? 0.5 : 1);
    const text = chat ? 'the chat agent' : slow ? 'slow pages' : 'other words';
    return row(text, n, { place: paid ? 'paid' : 'home', score: paid ? 9 : 4, won });
  });
  const { rows } = await ask(
    comments,
    ['chat', 'slow', 'nobody'].map((key) => ({ key })),
    { discover: false },
  );
  const [chat, slow, nobody] = ['chat', 'slow', 'nobody'].map((key) =>
    rows.find(({ topic }) => topic === key),
  );
  // Crude it looks like an effect.
  expect(chat?.converted.low ?? 0).toBeGreaterThan(chat?.otherConverted.high ?? 1);
  expect(slow?.effect).toBe('lower');
  expect(slow?.odds?.high).toBeLessThan(0.7);
  expect(nobody?.effect).toBe('insufficient');
  expect(nobody?.missing).toContain('takes 50');
});

test('an effect that touchpoint and rating explain is none', async () => {
  // Who is asked after paying writes of chat, rates better and buys more; by itself chat changes nothing.
  const random = randomFrom(21);
  const comments = Array.from({ length: 4_000 }, (_, n) => {
    const paid = random() < 0.5;
    const text = random() < (paid ? 0.8 : 0.2) ? 'the chat agent' : 'other words';
    return row(text, n, {
      place: paid ? 'paid' : 'home',
      score: paid ? 9 : 4,
      won: random() < (paid ? 0.7 : 0.3),
    });
  });
  const { rows } = await ask(comments, [{ key: 'chat' }], { discover: false });
  const [chat] = rows;
  const crude = (wanted: boolean) => {
    const own = comments.filter(({ text }) => text.includes('chat') === wanted);
    return own.filter(({ won }) => won).length / own.length;
  };
  expect(crude(true) - crude(false)).toBeGreaterThan(0.2);
  expect(chat?.effect).toBe('not_distinguishable');
  expect(chat?.odds?.low).toBeLessThan(1);
  expect(chat?.odds?.high).toBeGreaterThan(1);
});

test('a worked example: payment after the change of the bank', async () => {
  const vocabulary = [{ key: 'payment', words: ['payment', 'card'] }];
  // Seven weeks with 40 people each, 2 of them about payment; in the eighth 12 of 40.
  const comments = Array.from({ length: 320 }, (_, n) => {
    const week = Math.floor(n / 40);
    const about = n % 40 < (week === 7 ? 12 : 2);
    return row(about ? 'My card was declined' : 'Lovely lamps', n, {
      at: begin + week * 7 * day + (n % 40),
      score: about ? 2 : 9,
      won: about ? n % 6 === 0 : n % 2 === 0,
    });
  });
  const { rows, alerts } = await ask(comments, vocabulary);
  const payment = rows[0];
  expect(payment?.share).toMatchObject({ count: 26, of: 320 });
  expect(payment?.rating).toMatchObject({ n: 26, value: 2 });
  expect(payment?.otherRating).toMatchObject({ n: 294, value: 9 });
  expect(payment?.trend.map(({ share }) => share.count)).toEqual([2, 2, 2, 2, 2, 2, 2, 12]);
  expect(payment?.trend.at(-1)?.beyond).toBe('above');
  expect(alerts).toHaveLength(1);
  expect(alerts[0]).toMatchObject({
    topic: 'payment',
    kind: 'rising',
    now: { count: 12, of: 40 },
    before: { count: 14, of: 280 },
  });
  // Exact: 26 of them, 12 or more in the last eighth of the comments, twice.
  expect(alerts[0]?.p).toBeCloseTo(5.101e-5, 7);
});

describe('alerts', () => {
  test('a topic that nobody wrote about before is new', async () => {
    const usual = writeComments(2, 350, ['en.delivery', 'en.staff', 'en.returns']);
    const last = span.until - 6 * day;
    const comments = [
      ...usual.map(({ text }, n) => row(text, n, { at: begin + n * (day / 8) })),
      ...writeComments(3, 60, ['en.payment'], 0).map(({ text }, n) =>
        row(text, 1_000 + n, { at: last + n }),
      ),
      ...writeComments(9, 60, ['en.delivery', 'en.staff', 'en.returns']).map(({ text }, n) =>
        row(text, 2_000 + n, { at: last + n }),
      ),
    ];
    const { alerts, rows } = await ask(comments, [], { topics: 6 });
    const fresh = alerts.filter(({ kind }) => kind === 'new');
    expect(fresh).toHaveLength(1);
    const topic = rows.find((one) => one.topic === fresh[0]?.topic);
    expect(topic?.words.join(' ')).toMatch(/payment|card|declined/);
  });

  test('nothing where nothing changes', async () => {
    let called = 0;
    for (let seed = 1; seed <= runs * 3; seed++) {
      const { alerts } = await ask(rowsOf(writeComments(seed, 250, sets[2] ?? [])), [], {
        topics: 5,
      });
      called += alerts.length;
    }
    expect(called).toBeLessThanOrEqual(Math.ceil(runs * 3 * 0.1) + 1);
  });
});

test('the same topics whatever the order of comments', async () => {
  const few = rowsOf(writeComments(6, 150, sets[1] ?? []));
  expect(await ask(few.toReversed())).toEqual(await ask(few));
});

describe('whatever is written', () => {
  const word = fc.constantFrom(
    'Lieferung',
    'ok',
    '🙂',
    '<b>',
    '=1+1',
    '|',
    '送料',
    'доставка',
    'ada@example.org',
    '*',
    '',
  );
  const text = fc.oneof(
    fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );
  test('figures hold together', () =>
    fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 90 }), async (texts) => {
        const comments = texts.map((one, n) => row(one, n % 60));
        const { rows, withWords, languages, discovery, categories } = await ask(comments, [
          { key: 'delivery', words: ['Lieferung', '送料', 'достав*'] },
        ]);
        expect(withWords).toBeLessThanOrEqual(texts.length);
        expect(languages.reduce((sum, { comments: n }) => sum + n, 0)).toBe(withWords);
        expect(discovery.unassigned).toBeLessThanOrEqual(withWords);
        for (const topic of rows) {
          const { share, touchpoints, people, trend, quotes } = topic;
          expect(share.of).toBe(withWords);
          expect(people).toBeLessThanOrEqual(share.count);
          expect(touchpoints.reduce((sum, { share: s }) => sum + s.count, 0)).toBe(share.count);
          expect(trend.length).toBe(8);
          for (const quote of quotes) expect(quote.text).not.toContain('@example.org');
        }
        expect(categories.flatMap(({ topics }) => topics).length).toBe(rows.length);
      }),
      { numRuns: runs * 15, seed: 77 },
    ));

  test.each([
    ['nothing', []],
    ['one', ['Lieferung zu spät']],
    ['all equal', Array.from({ length: 80 }, () => 'Lieferung zu spät')],
    ['pictures only', Array.from({ length: 80 }, () => '😀👍')],
    ['10,000 letters', Array.from({ length: 60 }, (_, n) => `${'wort '.repeat(2_000)}${n}`)],
  ])('%s: nothing is made up', async (_name, texts) => {
    const { rows, alerts, discovery } = await ask(texts.map((one, n) => row(one, n)));
    expect(rows).toEqual([]);
    expect(alerts).toEqual([]);
    expect(discovery.state).not.toBe('found');
    if (texts.length < 2) expect(discovery.needed).toBe(50 - texts.length);
  });

  test('words drawn without order are no topics', async () => {
    const random = randomFrom(8);
    const pool = planted.de.flatMap(({ slots }) => Object.values(slots).flat());
    const texts = Array.from({ length: 300 }, () =>
      Array.from({ length: 5 }, () => pool[Math.floor(random() * pool.length)]).join(' '),
    );
    const { discovery } = await ask(texts.map((one, n) => row(one, n)));
    expect(discovery.state).toBe('unstable');
  });
});
