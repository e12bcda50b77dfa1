import type { TopicAlert, TopicPoint } from '@touchtrail/contract';
import { adjustBenjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { wilson } from '../stats/wilson.ts';
import type { CommentRow } from './comment-row.ts';
import type { FoundTopic } from './find-topics.ts';
import type { KnownTopic } from './topic-keys.ts';

const mostPeriods = 26;
const atMostQ = 0.05;
/** People it takes in the last stretch, with a topic and at all, and at all before it. */
const leastNow = 5;
const leastCommenting = 20;

/** Whole stretches of time, the last one ending with the data. */
export interface Periods {
  spans: readonly { from: number; to: number }[];
  /** Stretch of each comment; -1 before the first. */
  of: Int32Array;
  /** People who commented in each. */
  people: readonly number[];
}

export function periodsOf(
  comments: readonly CommentRow[],
  length: number,
  dataFrom: number,
  dataUntil: number,
): Periods {
  const end = dataUntil + 1;
  const count = Math.max(1, Math.min(mostPeriods, Math.floor((end - dataFrom) / length)));
  const spans = Array.from({ length: count }, (_, n) => ({
    from: end - (count - n) * length,
    to: end - (count - n - 1) * length,
  }));
  const of = Int32Array.from(comments, ({ at }) =>
    Math.max(-1, Math.floor((at - (end - count * length)) / length)),
  );
  return { spans, of, people: peopleIn(comments, comments.keys(), of, count) };
}

function peopleIn(
  comments: readonly CommentRow[],
  members: Iterable<number>,
  of: Int32Array,
  count: number,
): number[] {
  const who = Array.from({ length: count }, () => new Set<string>());
  for (const at of members) who[of[at] ?? -1]?.add(comments[at]?.who ?? '');
  return who.map(({ size }) => size);
}

/**
 * The chance of a count as far from what is expected or farther, of a binomial count: twice the smaller
 * tail, at most 1.
 */
function binomialP(count: number, of: number, chance: number): number {
  let term = of * Math.log1p(-chance);
  let below = 0;
  let above = 0;
  for (let k = 0; k <= of; k++) {
    const p = Math.exp(term);
    if (k <= count) below += p;
    if (k >= count) above += p;
    term += Math.log((of - k) / (k + 1)) + Math.log(chance / (1 - chance));
  }
  return Math.min(1, 2 * Math.min(below, above));
}

/** Topic by stretch: shares of the people who commented, and whether one is out of line with the others. */
export function trendOf(
  { members }: Pick<FoundTopic, 'members'>,
  comments: readonly CommentRow[],
  { spans, of, people }: Periods,
): TopicPoint[] {
  const counts = peopleIn(comments, members, of, spans.length);
  const [all, allPeople] = [counts, people].map((list) => list.reduce((sum, n) => sum + n, 0));
  return spans.map(({ from, to }, n) => {
    const [count, base] = [counts[n] ?? 0, people[n] ?? 0];
    const others = (allPeople ?? 0) - base;
    // With nothing to compare with nothing is out of line.
    const usual = others === 0 ? null : ((all ?? 0) - count) / others;
    // Three standard deviations of a share (Shewhart's p chart) of the others as well as of this one.
    const limit =
      usual === null
        ? Infinity
        : 3 * Math.sqrt(usual * (1 - usual) * (1 / Math.max(1, base) + 1 / others));
    const distance = usual === null || base === 0 ? 0 : count / base - usual;
    const isOut = Math.abs(distance) > Math.max(limit, 1 / Math.max(1, base));
    return {
      from,
      to,
      share: wilson(count, base),
      beyond: isOut ? (distance > 0 ? 'above' : 'below') : null,
    };
  });
}

/**
 * Topics whose share of the people who comment is another in the last stretch than before.
 *
 * Given how many wrote about a topic in all, how many of them in the last stretch is binomial when nothing
 * changed (J. Przyborowski, H. Wilenski, Biometrika 31 (1940) 313–323). Topics are told apart by
 * words alone and not by time, so the test stands for discovered ones, too. Several topics are judged at
 * once: at most 5 % of those that are called are expected to be wrong. What was found before the last
 * stretch is not new, however seldom it was.
 */
export function alertsOf(
  topics: readonly Pick<FoundTopic, 'key' | 'label' | 'members'>[],
  comments: readonly CommentRow[],
  { spans, of, people }: Periods,
  found: readonly Pick<KnownTopic, 'key' | 'firstSeen'>[],
): TopicAlert[] {
  const last = spans.length - 1;
  const base = people[last] ?? 0;
  const earlier = people.slice(0, last).reduce((sum, n) => sum + n, 0);
  const since = spans[last]?.from ?? 0;
  if (base < leastCommenting || earlier < leastCommenting) return [];
  const judged = topics.flatMap((topic) => {
    const counts = peopleIn(comments, topic.members, of, spans.length);
    const now = counts[last] ?? 0;
    const before = counts.slice(0, last).reduce((sum, n) => sum + n, 0);
    if (now + before < leastNow) return [];
    const p = binomialP(now, now + before, base / (base + earlier));
    return [{ topic, now, before, p }];
  });
  const q = adjustBenjaminiHochberg(judged.map(({ p }) => p));
  const known = new Set(found.flatMap(({ key, firstSeen }) => (firstSeen < since ? [key] : [])));
  return judged
    .map(({ topic, now, before, p }, at): TopicAlert => {
      const share = now / base;
      const usual = before / earlier;
      const isNew = usual < share / 10 && !known.has(topic.key);
      const kind = share < usual ? 'falling' : isNew ? 'new' : 'rising';
      return {
        topic: topic.key,
        label: topic.label,
        kind,
        now: wilson(now, base),
        before: wilson(before, earlier),
        since,
        p,
        q: q[at] ?? 1,
      };
    })
    .filter(
      (alert) => alert.q <= atMostQ && (alert.kind === 'falling' || alert.now.count >= leastNow),
    )
    .toSorted((a, b) => a.q - b.q || (a.topic < b.topic ? -1 : 1));
}
