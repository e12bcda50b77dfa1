import type { Incident } from '@touchtrail/contract';
import { adjustBenjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { chiSquaredUpperTail } from '../stats/chi-squared.ts';
import { newcombe } from '../stats/newcombe.ts';
import { wilson } from '../stats/wilson.ts';

const maxFalseDiscovery = 0.05;
const maxIncidents = 10;
/** Visits that a series, and either side of a span, must have. */
const minVisits = 100;
const minSide = 20;
/** Spans searched, in days: each about a sixth longer than the one before. */
const lengths: readonly number[] = [
  3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 24, 28, 33, 39, 46, 54, 63,
];
const alsoShown = 10;

/** Visits with one touchpoint by day, of everybody or of one segment. */
export interface VisitSeries {
  touchpoint: string;
  segment: { field: string; value: string } | null;
  /** By day from the first day of the data: visits, and those lost. */
  visits: number[];
  lost: number[];
}

interface Found {
  series: VisitSeries;
  from: number;
  length: number;
  inside: [lost: number, visits: number];
  outside: [lost: number, visits: number];
  /** Log likelihood ratio over the dispersion of the days outside. */
  ratio: number;
  p: number;
}

const plogp = (count: number, of: number): number => (count > 0 ? count * Math.log(count / of) : 0);
const likelihood = (lost: number, of: number): number => plogp(lost, of) + plogp(of - lost, of);

const runningSum = (values: readonly number[]): number[] => {
  const sums = [0];
  for (const value of values) sums.push((sums.at(-1) ?? 0) + value);
  return sums;
};

/**
 * Spans of days in which more visits with a touchpoint were lost than on all other days, the clearest
 * first. A scan over touchpoint, segment and span: the binomial likelihood ratio of each span, divided
 * by the dispersion of the weeks outside it where they vary more than chance; its p value times the
 * spans tried, then Benjamini-Hochberg over all series. The days of what was found are left out and the
 * rest is searched again, so that one incident is told once and a smaller one beside it is not hidden.
 *
 * Source of the scan: M. Kulldorff, Commun. Statist. Theory Meth. 26 (1997) 1481–1496.
 *
 * @param dates first and last date of a place in the series
 */
export function findIncidents(
  all: readonly VisitSeries[],
  dates: (place: number) => [first: string, last: string],
): Incident[] {
  const series = all.filter(({ visits }) => visits.reduce((sum, n) => sum + n, 0) >= minVisits);
  const hidden = new Set<number>();
  const incidents: Incident[] = [];
  while (incidents.length < maxIncidents) {
    const found = series
      .flatMap((entry) => best(entry, hidden) ?? [])
      .toSorted((a, b) => b.ratio - a.ratio || byName(a, b));
    const q = adjustBenjaminiHochberg([
      ...found.map(({ p }) => p),
      // What had no span to show was searched as well.
      ...Array.from({ length: series.length - found.length }, () => 1),
    ]);
    const [top] = found;
    if (!top || (q[0] ?? 1) > maxFalseDiscovery) break;
    const alsoAt = found
      .slice(1)
      .filter((other, index) => (q[index + 1] ?? 1) <= maxFalseDiscovery && overlap(top, other))
      .slice(0, alsoShown)
      .map(({ series: { touchpoint, segment } }) =>
        segment ? `${touchpoint} (${segment.field} = ${segment.value})` : touchpoint,
      );
    incidents.push({ ...incidentOf(top, dates), q: q[0] ?? 1, alsoAt });
    for (let day = top.from; day < top.from + top.length; day++) hidden.add(day);
  }
  return incidents;
}

const byName = (a: Found, b: Found): number => {
  const [one, other] = [a, b].map(({ series: { touchpoint, segment } }) =>
    JSON.stringify([touchpoint, segment]),
  );
  return (one ?? '') < (other ?? '') ? -1 : 1;
};

const overlap = (a: Found, b: Found): boolean =>
  a.from < b.from + b.length && b.from < a.from + a.length;

function best(series: VisitSeries, hidden: ReadonlySet<number>): Found | null {
  const seen = (values: readonly number[]) =>
    values.map((value, day) => (hidden.has(day) ? 0 : value));
  const [visits, lost] = [seen(series.visits), seen(series.lost)];
  const [sumVisits, sumLost] = [runningSum(visits), runningSum(lost)];
  const days = visits.length;
  const [all, allLost] = [sumVisits.at(-1) ?? 0, sumLost.at(-1) ?? 0];
  const base = likelihood(allLost, all);
  let top: Omit<Found, 'p'> | null = null;
  let tried = 0;
  for (const length of lengths) {
    if (length * 3 > days) break;
    for (let from = 0; from + length <= days; from++) {
      if (hidden.has(from) || hidden.has(from + length - 1)) continue;
      const n = (sumVisits[from + length] ?? 0) - (sumVisits[from] ?? 0);
      if (n < minSide || all - n < minSide) continue;
      tried++;
      const y = (sumLost[from + length] ?? 0) - (sumLost[from] ?? 0);
      if (y * (all - n) <= (allLost - y) * n) continue;
      const ratio = likelihood(y, n) + likelihood(allLost - y, all - n) - base;
      if (top && ratio <= top.ratio) continue;
      top = { series, from, length, inside: [y, n], outside: [allLost - y, all - n], ratio };
    }
  }
  if (!top) return null;
  const ratio = top.ratio / dispersion(visits, lost, top);
  // One side only: more losses.
  const p = Math.min(1, (chiSquaredUpperTail(2 * ratio, 1) / 2) * tried);
  return { ...top, ratio, p };
}

/** Pearson's dispersion of the weeks outside a span; at least 1. */
function dispersion(
  visits: readonly number[],
  lost: readonly number[],
  { from, length, outside: [y, n] }: Omit<Found, 'p'>,
): number {
  const rate = y / n;
  if (rate <= 0 || rate >= 1) return 1;
  let statistic = 0;
  let weeks = 0;
  for (let begin = 0; begin < visits.length; begin += 7) {
    let [own, ownLost] = [0, 0];
    for (let day = begin; day < Math.min(begin + 7, visits.length); day++) {
      if (day >= from && day < from + length) continue;
      own += visits[day] ?? 0;
      ownLost += lost[day] ?? 0;
    }
    if (own === 0) continue;
    weeks++;
    statistic += (ownLost - own * rate) ** 2 / (own * rate * (1 - rate));
  }
  return weeks > 1 ? Math.max(1, statistic / (weeks - 1)) : 1;
}

function incidentOf(
  { series, from, length, inside, outside }: Found,
  dates: (place: number) => [first: string, last: string],
): Omit<Incident, 'q' | 'alsoAt'> {
  const [y, n] = inside;
  const [z, m] = outside;
  return {
    touchpoint: series.touchpoint,
    segment: series.segment,
    from: dates(from)[0],
    to: dates(from + length - 1)[1],
    inside: wilson(y, n),
    outside: wilson(z, m),
    difference: newcombe(y, n, z, m) ?? { value: null, low: null, high: null },
    excess: y - (n * z) / m,
  };
}
