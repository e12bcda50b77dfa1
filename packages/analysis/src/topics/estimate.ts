import type {
  MeanRating,
  Topic,
  TopicAtTouchpoint,
  TopicCategory,
  TopicQuote,
} from '@touchtrail/contract';
import { meanInterval } from '../feedback/estimate.ts';
import { wilson } from '../stats/wilson.ts';
import type { CommentRow } from './comment-row.ts';
import type { DenseRows } from './embed.ts';
import type { Corpus, FoundTopic } from './find-topics.ts';
import type { Outcome } from './outcome.ts';
import { trendOf } from './periods.ts';
import type { Periods } from './periods.ts';

/** Sums that a mean and its spread come from. */
interface Sums {
  n: number;
  comments: number;
  sum: number;
  squares: number;
}

const nothing = (): Sums => ({ n: 0, comments: 0, sum: 0, squares: 0 });

const add = (sums: Sums, { score }: CommentRow): void => {
  sums.comments += 1;
  if (score === null) return;
  sums.n += 1;
  sums.sum += score;
  sums.squares += score * score;
};

const less = (a: Sums, b: Sums): Sums => ({
  n: a.n - b.n,
  comments: a.comments - b.comments,
  sum: a.sum - b.sum,
  squares: a.squares - b.squares,
});

function meanOf({ n, sum, squares }: Sums): MeanRating {
  if (n === 0) return meanInterval(0, null, null);
  const spread = n < 2 ? null : Math.sqrt(Math.max(0, squares - (sum * sum) / n) / (n - 1));
  return meanInterval(n, sum / n, spread);
}

/** Comments by touchpoint. */
export function byPlace(
  comments: readonly CommentRow[],
  members: Iterable<number>,
): Map<string, Sums> {
  const places = new Map<string, Sums>();
  for (const at of members) {
    const row = comments[at];
    if (!row) continue;
    const sums = places.get(row.place) ?? nothing();
    places.set(row.place, sums);
    add(sums, row);
  }
  return places;
}

const total = (sums: Iterable<Sums>): Sums => {
  const all = nothing();
  for (const one of sums) {
    all.n += one.n;
    all.comments += one.comments;
    all.sum += one.sum;
    all.squares += one.squares;
  }
  return all;
};

/** The middle of some rows, of length one. */
function centreOf({ columns, values }: DenseRows, members: readonly number[]): Float64Array {
  const centre = new Float64Array(columns);
  for (const row of members) {
    for (let n = 0; n < columns; n++) {
      centre[n] = (centre[n] ?? 0) + (values[row * columns + n] ?? 0);
    }
  }
  const length = Math.hypot(...centre);
  return length < 1e-12 ? centre : centre.map((x) => x / length);
}

const mostWords = 15;
const longestQuote = 280;

/** Shortened at a word, where it is too long. */
function shortened(text: string): string {
  if (text.length <= longestQuote) return text;
  const cut = text.slice(0, longestQuote).replace(/[\uD800-\uDBFF]$/u, '');
  return `${cut.replace(/\s+\S{0,40}$/u, '')} …`;
}

/** Comments nearest the middle, each of another person and with other words. */
function quotesOf(
  members: readonly number[],
  comments: readonly CommentRow[],
  space: DenseRows,
  most: number,
): TopicQuote[] {
  if (most === 0) return [];
  const centre = centreOf(space, members);
  const near = members.map((row) => {
    let cosine = 0;
    for (let n = 0; n < space.columns; n++) {
      cosine += (space.values[row * space.columns + n] ?? 0) * (centre[n] ?? 0);
    }
    return { row, cosine: Math.round(cosine * 1e6) };
  });
  const seen = new Set<string>();
  const quotes: TopicQuote[] = [];
  for (const { row } of near.toSorted((a, b) => b.cosine - a.cosine || a.row - b.row)) {
    const comment = comments[row];
    if (!comment) continue;
    const words = comment.text.toLowerCase();
    if (seen.has(comment.who) || seen.has(words)) continue;
    seen.add(comment.who).add(words);
    const { place, at, score } = comment;
    quotes.push({ text: shortened(comment.text), touchpoint: place, at, rating: score });
    if (quotes.length === most) break;
  }
  return quotes;
}

export interface TopicOptions {
  /** Comments with words. */
  withWords: number;
  top: number;
  quotes: number;
}

/** A topic as the report shows it. */
export function topicRow(
  topic: FoundTopic,
  outcome: Outcome,
  category: string,
  { comments, shown }: Corpus,
  { places, periods, space }: { places: Map<string, Sums>; periods: Periods; space: DenseRows },
  { withWords, top, quotes }: TopicOptions,
): Topic {
  const { members } = topic;
  const own = byPlace(comments, members);
  const touchpoints = [...own].map(([touchpoint, sums]): TopicAtTouchpoint => {
    const all = places.get(touchpoint) ?? nothing();
    return {
      touchpoint,
      share: wilson(sums.comments, all.comments),
      rating: meanOf(sums),
      otherRating: meanOf(less(all, sums)),
    };
  });
  const here = total([...own.keys()].map((place) => places.get(place) ?? nothing()));
  const whole = total(own.values());
  return {
    topic: topic.key,
    source: topic.source,
    category,
    label: topic.label,
    words: topic.telling
      .map((feature) => shown[feature] ?? '')
      .filter((word) => word !== '')
      .slice(0, mostWords),
    share: wilson(members.length, withWords),
    people: new Set(members.map((at) => comments[at]?.who)).size,
    stability: topic.stability,
    rating: meanOf(whole),
    otherRating: meanOf(less(here, whole)),
    ...outcome,
    touchpoints: touchpoints
      .toSorted((a, b) => b.share.count - a.share.count || (a.touchpoint < b.touchpoint ? -1 : 1))
      .slice(0, top),
    trend: trendOf(topic, comments, periods),
    quotes: quotesOf(members, comments, space, quotes),
  };
}

/** A discovered topic nearer than this to another is of its category. */
const near = 0.5;

/**
 * Category of each topic: of the vocabulary's the key up to its first dot; a discovered one belongs to the
 * nearest topic before it whose middle is near, else is one by itself.
 */
export function categoriesOf(topics: readonly FoundTopic[], space: DenseRows): string[] {
  const centres = topics.map(({ members }) => centreOf(space, members));
  const categories: string[] = [];
  for (const [at, { key, source }] of topics.entries()) {
    if (source === 'vocabulary') {
      categories.push(key.split('.')[0] ?? key);
      continue;
    }
    let category = key;
    let best = near;
    for (let other = 0; other < at; other++) {
      let cosine = 0;
      for (const [n, x] of (centres[at] ?? []).entries()) cosine += x * (centres[other]?.[n] ?? 0);
      if (cosine > best) [best, category] = [cosine, categories[other] ?? key];
    }
    categories.push(category);
  }
  return categories;
}

/** Categories with what all of their topics come to, the most written about first. */
export function categoryRows(
  topics: readonly FoundTopic[],
  categories: readonly string[],
  comments: readonly CommentRow[],
  withWords: number,
): TopicCategory[] {
  const groups = new Map<string, { topics: FoundTopic[]; members: Set<number> }>();
  for (const [at, topic] of topics.entries()) {
    const category = categories[at] ?? topic.key;
    const group = groups.get(category) ?? { topics: [], members: new Set<number>() };
    groups.set(category, group);
    group.topics.push(topic);
    for (const member of topic.members) group.members.add(member);
  }
  return [...groups]
    .map(([category, group]) => ({
      category,
      label: group.topics.find(({ key }) => key === category)?.label ?? category,
      topics: group.topics.map(({ key }) => key),
      share: wilson(group.members.size, withWords),
      rating: meanOf(total(byPlace(comments, group.members).values())),
    }))
    .toSorted((a, b) => b.share.count - a.share.count || (a.category < b.category ? -1 : 1));
}
