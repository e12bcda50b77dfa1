import type { VisitSeries } from '../drop-off/incidents.ts';
import { adjustBenjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { twoSidedP } from '../stats/normal.ts';

const maxFalseDiscovery = 0.05;
const leastVisits = 100;

interface Counts {
  lost: number;
  visits: number;
}

const add = (a: Counts, b: Counts): Counts => ({
  lost: a.lost + b.lost,
  visits: a.visits + b.visits,
});
const minus = (a: Counts, b: Counts): Counts => ({
  lost: a.lost - b.lost,
  visits: a.visits - b.visits,
});
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const nothing: Counts = { lost: 0, visits: 0 };

/** Log odds of loss among some against others, with its variance (Woolf); half a count is added to each. */
function logOdds(some: Counts, others: Counts): { value: number; variance: number } {
  const cells = [some.lost, some.visits - some.lost, others.lost, others.visits - others.lost].map(
    (count) => count + 0.5,
  );
  const [a = 1, b = 1, c = 1, d = 1] = cells;
  return {
    value: Math.log((a * d) / (b * c)),
    variance: cells.reduce((sum, count) => sum + 1 / count, 0),
  };
}

/** Losing more at a touchpoint than others there do, by more than at all other touchpoints. */
interface Judged {
  touchpoint: string;
  segment: { field: string; value: string };
  z: number;
}

/**
 * Whom each touchpoint costs most: the value of a field whose visits are lost there more often than those
 * of other values, beyond how much more often they are lost everywhere else; only what is clear after
 * correcting for all touchpoints and values.
 */
export function concernedBy(
  all: readonly VisitSeries[],
): Map<string, { field: string; value: string }> {
  const judged: Judged[] = [];
  const fields = new Set(all.flatMap(({ segment }) => (segment ? [segment.field] : [])));
  for (const field of fields) {
    const own = all.filter(({ segment }) => segment?.field === field);
    const places = new Map<string, Counts>();
    const values = new Map<string, Counts>();
    let whole = nothing;
    const counted = own.map(({ touchpoint, segment, lost, visits }) => {
      const counts = { lost: total(lost), visits: total(visits) };
      const value = segment?.value ?? '';
      places.set(touchpoint, add(places.get(touchpoint) ?? nothing, counts));
      values.set(value, add(values.get(value) ?? nothing, counts));
      whole = add(whole, counts);
      return { touchpoint, value, counts };
    });
    for (const { touchpoint, value, counts } of counted) {
      const place = places.get(touchpoint) ?? nothing;
      const ofValue = values.get(value) ?? nothing;
      const others = minus(place, counts);
      const elsewhere = minus(ofValue, counts);
      const othersElsewhere = minus(minus(whole, place), elsewhere);
      const least = Math.min(
        ...[counts, others, elsewhere, othersElsewhere].map(({ visits }) => visits),
      );
      if (least < leastVisits) continue;
      const here = logOdds(counts, others);
      const there = logOdds(elsewhere, othersElsewhere);
      const z = (here.value - there.value) / Math.sqrt(here.variance + there.variance);
      judged.push({ touchpoint, segment: { field, value }, z });
    }
  }
  const q = adjustBenjaminiHochberg(judged.map(({ z }) => twoSidedP(z)));
  const clear = judged
    .filter(({ z }, index) => z > 0 && (q[index] ?? 1) <= maxFalseDiscovery)
    .toSorted((a, b) => a.z - b.z);
  return new Map(clear.map(({ touchpoint, segment }) => [touchpoint, segment]));
}
