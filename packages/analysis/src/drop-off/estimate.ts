import type { DropOffRow } from '@touchtrail/contract';
import { nameOf } from '../base/names.ts';
import { adjustBenjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { mantelHaenszel } from '../stats/mantel-haenszel.ts';
import type { Stratum } from '../stats/mantel-haenszel.ts';
import { standardisedExcess } from '../stats/standardised-excess.ts';
import { wilson } from '../stats/wilson.ts';
import { adjustedOdds } from './adjusted.ts';
import type { AfterTouch } from './after-touch.ts';
import type { DropOffCountRow } from './query.ts';

/** Under these a touchpoint is not judged. */
const minTouches = 100;
const minAbandonments = 20;
/** A drop-off point has odds of abandonment at least this much over the others, and is this sure. */
const minOddsRatio = 1.2;
const maxFalseDiscovery = 0.05;

interface Counts {
  touches: number;
  observed: number;
  abandoned: number;
  censored: number;
  returned: number;
  lastLost: number;
  lastSilent: number;
}

const fields = [
  'touches',
  'observed',
  'abandoned',
  'censored',
  'returned',
  'lastLost',
  'lastSilent',
] as const satisfies readonly (keyof Counts)[];

function add(into: Counts, row: Counts): void {
  for (const field of fields) into[field] += row[field];
}

const zero = (): Counts => ({
  touches: 0,
  observed: 0,
  abandoned: 0,
  censored: 0,
  returned: 0,
  lastLost: 0,
  lastSilent: 0,
});

/** A row without what came after its touches; `id` is the touchpoint's. */
export type JudgedRow = Omit<DropOffRow, keyof AfterTouch> & { id: string };

/** Touchpoints with hazard, excess and verdict, by excess from most to least; and the sum of all. */
export function dropOffRows(
  rows: readonly DropOffCountRow[],
  names: ReadonlyMap<string, string>,
): { rows: JudgedRow[]; overall: Counts } {
  const overall = zero();
  const byBucket = new Map<number, Counts>();
  const byTouchpoint = new Map<string, { id: string; sum: Counts; buckets: Map<number, Counts> }>();
  for (const row of rows) {
    add(overall, row);
    const bucket = byBucket.get(row.bucket) ?? zero();
    add(bucket, row);
    byBucket.set(row.bucket, bucket);
    const name = nameOf(names, row.id);
    const entry = byTouchpoint.get(name) ?? {
      id: row.id,
      sum: zero(),
      buckets: new Map<number, Counts>(),
    };
    add(entry.sum, row);
    const own = entry.buckets.get(row.bucket) ?? zero();
    add(own, row);
    entry.buckets.set(row.bucket, own);
    byTouchpoint.set(name, entry);
  }

  // A touchpoint that only ever ends journeys with the goal has nothing to abandon.
  const judged = [...byTouchpoint]
    .filter(([, { sum }]) => sum.observed + sum.censored > 0)
    .map(([touchpoint, { id, sum, buckets }]) => {
      const strata = [...buckets].map(([bucket, own]): Stratum => {
        const all = byBucket.get(bucket) ?? zero();
        return {
          exposedEvents: own.abandoned,
          exposed: own.observed,
          otherEvents: all.abandoned - own.abandoned,
          others: all.observed - own.observed,
        };
      });
      const enough = sum.observed >= minTouches && sum.abandoned >= minAbandonments;
      return { touchpoint, id, sum, strata, enough, odds: mantelHaenszel(strata) };
    });
  const tested = judged.filter((entry) => entry.enough && entry.odds !== null);
  const q = adjustBenjaminiHochberg(tested.map((entry) => entry.odds?.p ?? 1));
  const adjusted = adjustedOdds(
    rows,
    judged.flatMap((entry) => (entry.enough ? [entry.id] : [])),
  );
  const qOf = new Map(tested.map((entry, index) => [entry, q[index] ?? 1]));

  return {
    overall,
    rows: judged
      .map((entry): JudgedRow => {
        const { touchpoint, id, sum, strata, enough, odds } = entry;
        const falseDiscovery = qOf.get(entry);
        const sure =
          odds !== null &&
          falseDiscovery !== undefined &&
          odds.low > minOddsRatio &&
          falseDiscovery <= maxFalseDiscovery;
        return {
          id,
          touchpoint,
          touches: sum.touches,
          hazard: wilson(sum.abandoned, sum.observed),
          censored: sum.censored,
          excess: standardisedExcess(strata),
          lastTouchLost: sum.lastLost,
          lastTouchSilent: sum.lastSilent,
          returned: wilson(sum.returned, sum.abandoned),
          oddsRatio: odds && { value: odds.value, low: odds.low, high: odds.high },
          adjustedOddsRatio: adjusted.get(id) ?? null,
          q: falseDiscovery ?? null,
          verdict: enough ? (sure ? 'drop_off' : 'not_distinguishable') : 'too_few',
        };
      })
      .toSorted(
        (a, b) => b.excess.value - a.excess.value || (a.touchpoint < b.touchpoint ? -1 : 1),
      ),
  };
}
