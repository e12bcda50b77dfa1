import { topicsParametersSchema } from '@touchtrail/contract';
import type { TopicsResult } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import type { CommentRow } from './comment-row.ts';
import { writeComments } from './testing/written.ts';
import { keyOf } from './topic-keys.ts';
import type { KnownTopic } from './topic-keys.ts';
import { topicsResult } from './topics-result.ts';

const week = 7 * 86_400_000;
const begin = Date.UTC(2026, 8, 1);
/** More on demand. */
const runs = Number(process.env['TOUCHTRAIL_RUNS'] ?? 1);
const weeks = Number(process.env['TOUCHTRAIL_WEEKS'] ?? 8);
const aWeek = 50;
const parameters = { ...topicsParametersSchema.parse({ site: 'shop' }), topics: 6, quotes: 10_000 };
const planted = ['en.delivery', 'en.payment', 'en.returns', 'en.staff'];

interface Week {
  rows: TopicsResult['rows'];
  alerts: TopicsResult['alerts'];
}

/** Looks at the ends of weeks, each with what the ones before had found. */
async function looks(comments: readonly CommentRow[], first: number): Promise<Week[]> {
  const known = new Map<string, KnownTopic>();
  const found: Week[] = [];
  for (let at = first; at <= weeks; at++) {
    const end = begin + at * week;
    const { rows, alerts, foundWords } = await topicsResult(
      comments.filter((comment) => comment.at < end),
      [],
      [...known.values()],
      parameters,
      { from: begin, until: end - 1 },
      () => Promise.resolve(),
    );
    for (const { key, words } of foundWords) {
      known.set(key, { key, words, firstSeen: known.get(key)?.firstSeen ?? end });
    }
    found.push({ rows, alerts });
  }
  return found;
}

test('weeks come one by one: topics keep their keys, keys what they stand for, and nothing is new', async () => {
  let [kept, before, wrong, news] = [0, 0, 0, 0];
  for (let seed = 1; seed <= runs; seed++) {
    const written = writeComments(seed, aWeek * weeks, planted);
    const about = new Map(written.map(({ text, topic }) => [text.toLowerCase(), topic]));
    const comments = written.map(({ text }, n): CommentRow => ({
      who: `p${n}`,
      at: begin + n * (week / aWeek),
      place: 'checkout',
      score: null,
      text,
      observed: true,
      won: false,
    }));
    const standsFor = new Map<string, string>();
    let last: string[] = [];
    for (const { rows, alerts } of await looks(comments, 4)) {
      news += alerts.filter(({ kind }) => kind === 'new').length;
      const keys = new Set(rows.map(({ topic }) => topic));
      before += last.length;
      kept += last.filter((key) => keys.has(key)).length;
      last = [...keys];
      for (const { topic, quotes } of rows) {
        const counts = new Map<string, number>();
        for (const { text } of quotes) {
          const name = about.get(text.toLowerCase());
          if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
        }
        const [most] = [...counts].toSorted((a, b) => b[1] - a[1]);
        const name = most?.[0] ?? '';
        if ((standsFor.get(topic) ?? name) !== name) wrong++;
        standsFor.set(topic, standsFor.get(topic) ?? name);
      }
    }
    expect(standsFor.size, `seed ${seed}`).toBeLessThanOrEqual(planted.length + 2);
  }
  if (runs > 1) console.log({ kept, before, wrong, news });
  expect(before).toBeGreaterThanOrEqual(runs * 8);
  expect(kept / before).toBeGreaterThanOrEqual(0.9);
  expect(wrong).toBe(0);
  expect(news).toBe(0);
});

test('a key has letters that a key may have', () => {
  expect(keyOf('verspät')).toBe('found.verspaet');
  for (const stem of ['доставк', '配送', 'משלוח', "'); DROP", '🙂']) {
    expect(keyOf(stem)).toMatch(/^found\.[a-z0-9]{2,20}$/);
  }
});
