import type { Persona, SegmentRule } from '@touchtrail/contract';
import { wilson } from '../stats/wilson.ts';
import type { VariantRow } from './query.ts';

/** Touchpoints that a rule may name, and conditions it may have. */
const mostPlaces = 40;
const mostConditions = 3;
/** Below this the rule says so little that there is none. */
const leastF1 = 0.5;

interface Condition {
  id: string;
  met: boolean;
  holds: Uint8Array;
}

/**
 * The rule of at most three conditions (touchpoints met, or not) that comes nearest to a group: one
 * condition after the other, as long as the harmonic mean of precision and recall rises.
 */
export function nearRule(
  rows: readonly VariantRow[],
  inside: (at: number) => boolean,
  name: (id: string) => string,
): Persona['segment'] {
  const weights = new Map<string, number>();
  let size = 0;
  for (const [at, { path, journeys }] of rows.entries()) {
    const own = inside(at);
    if (own) size += journeys;
    for (const id of new Set(path)) {
      weights.set(id, (weights.get(id) ?? 0) + journeys);
    }
  }
  const ids = [...weights]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, mostPlaces)
    .map(([id]) => id);
  const conditions = ids.flatMap((id): Condition[] => {
    const met = Uint8Array.from(rows, ({ path }) => (path.includes(id) ? 1 : 0));
    return [
      { id, met: true, holds: met },
      { id, met: false, holds: met.map((has) => 1 - has) },
    ];
  });
  const kept = new Uint8Array(rows.length).fill(1);
  const taken: Condition[] = [];
  const hits = (extra?: Uint8Array): { both: number; all: number; f1: number } => {
    let [both, all] = [0, 0];
    for (const [at, { journeys }] of rows.entries()) {
      if (kept[at] === 0 || extra?.[at] === 0) continue;
      all += journeys;
      if (inside(at)) both += journeys;
    }
    return { both, all, f1: (2 * both) / Math.max(1, all + size) };
  };
  let best = hits();
  while (taken.length < mostConditions) {
    let next: { condition: Condition; score: typeof best } | null = null;
    for (const condition of conditions) {
      const score = hits(condition.holds);
      if (score.f1 > (next?.score.f1 ?? best.f1 + 0.005)) next = { condition, score };
    }
    if (!next) break;
    taken.push(next.condition);
    best = next.score;
    for (const [at, holds] of next.condition.holds.entries()) if (holds === 0) kept[at] = 0;
  }
  if (taken.length === 0 || best.f1 < leastF1) return null;
  const rules = taken.map(({ id, met }): SegmentRule => ({
    touched: { touchpoint: name(id) },
    ...(met ? { atLeast: 1 } : { atMost: 0 }),
  }));
  const [only] = rules;
  return {
    rule: rules.length === 1 && only ? only : { all: rules },
    precision: wilson(best.both, best.all),
    recall: wilson(best.both, size),
  };
}
