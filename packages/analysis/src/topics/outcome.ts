import type { Interval, Proportion, Topic } from '@touchtrail/contract';
import { adjustBenjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { mantelHaenszel } from '../stats/mantel-haenszel.ts';
import type { Stratum } from '../stats/mantel-haenszel.ts';
import { wilson } from '../stats/wilson.ts';
import type { CommentRow } from './comment-row.ts';
import type { FoundTopic } from './find-topics.ts';

/** Comments observed that a verdict takes, on the topic and beside it, and of either outcome. */
const leastObserved = 50;
const leastOutcome = 10;
const atMostQ = 0.05;

/** What followed comments on a topic, against other comments like them. */
export interface Outcome {
  converted: Proportion;
  otherConverted: Proportion;
  odds: Interval | null;
  q: number | null;
  effect: Topic['effect'];
  missing: string | null;
}

/** Two points of the scale together; comments without a rating by themselves. */
const stratumOf = ({ place, score }: CommentRow): string =>
  `${score === null ? 'none' : Math.min(5, Math.ceil(score / 2))} ${place}`;

const empty = (): Stratum => ({ exposedEvents: 0, exposed: 0, otherEvents: 0, others: 0 });

/**
 * Whether the goal came within the horizon after a comment, by topic, against comments on other things at
 * the same touchpoint with a rating like it. Of what one person wrote at a touchpoint one comment counts:
 * the first on the topic, else the first.
 *
 * @param comments in the order of time
 */
export function outcomesOf(
  topics: readonly FoundTopic[],
  comments: readonly CommentRow[],
): Outcome[] {
  const firsts = new Map<string, number>();
  const unit = comments.map(({ who, place }, at) => {
    const key = `${who} ${place}`;
    const first = firsts.get(key) ?? at;
    firsts.set(key, first);
    return first;
  });
  const all = new Map<string, { n: number; won: number }>();
  const units = [...new Set(unit)];
  for (const at of units) {
    const row = comments[at];
    if (!row?.observed) continue;
    const stratum = stratumOf(row);
    const sum = all.get(stratum) ?? { n: 0, won: 0 };
    all.set(stratum, { n: sum.n + 1, won: sum.won + Number(row.won) });
  }

  const judged = topics.map(({ members }) => {
    const strata = new Map<string, Stratum>();
    const add = (row: CommentRow | undefined, sign: 1 | -1) => {
      if (!row?.observed) return;
      const key = stratumOf(row);
      const stratum = strata.get(key) ?? empty();
      strata.set(key, stratum);
      if (sign > 0) {
        stratum.exposed += 1;
        stratum.exposedEvents += Number(row.won);
      } else {
        stratum.others -= 1;
        stratum.otherEvents -= Number(row.won);
      }
    };
    const seen = new Set<number>();
    for (const at of members) {
      const own = unit[at] ?? at;
      if (seen.has(own)) continue;
      seen.add(own);
      add(comments[at], 1);
      add(comments[own], -1);
    }
    for (const [key, stratum] of strata) {
      stratum.others += all.get(key)?.n ?? 0;
      stratum.otherEvents += all.get(key)?.won ?? 0;
    }
    const rows = [...strata.values()].filter(({ exposed }) => exposed > 0);
    const sum = (of: (stratum: Stratum) => number) =>
      rows.reduce((total, row) => total + of(row), 0);
    const converted = wilson(
      sum((row) => row.exposedEvents),
      sum((row) => row.exposed),
    );
    const otherConverted = wilson(
      sum((row) => row.otherEvents),
      sum((row) => row.others),
    );
    const ratio = mantelHaenszel(rows.filter(({ others }) => others > 0));
    const missing = missingOf(converted, otherConverted, ratio === null);
    return { converted, otherConverted, ratio, missing };
  });
  const q = adjustBenjaminiHochberg(
    judged.flatMap(({ ratio, missing }) => (missing === null && ratio ? [ratio.p] : [])),
  );
  let next = 0;
  return judged.map(({ converted, otherConverted, ratio, missing }) => {
    const odds = ratio && { value: ratio.value, low: ratio.low, high: ratio.high };
    const base = { converted, otherConverted, odds };
    if (missing !== null || !ratio) return { ...base, q: null, effect: 'insufficient', missing };
    const rate = q[next++] ?? 1;
    const effect = rate > atMostQ ? 'not_distinguishable' : ratio.value > 1 ? 'higher' : 'lower';
    return { ...base, q: rate, effect, missing: null };
  });
}

function missingOf(on: Proportion, others: Proportion, isEndless: boolean): string | null {
  if (on.of < leastObserved) {
    return `${on.of} comments on it were observed for the whole horizon; it takes ${leastObserved}.`;
  }
  if (on.count < leastOutcome || on.of - on.count < leastOutcome) {
    return `${on.count} of ${on.of} were followed by the goal; it takes ${leastOutcome} with it and ${leastOutcome} without.`;
  }
  if (others.of < leastObserved) {
    return `${others.of} other comments are like these by touchpoint and rating; it takes ${leastObserved}.`;
  }
  return isEndless ? 'Nothing tells it apart from touchpoint and rating.' : null;
}
