import type { Interval } from '@touchtrail/contract';
import type { LogisticFit } from '../stats/logistic.ts';
import { zeros } from '../stats/zeros.ts';
import { z95 } from '../stats/wilson.ts';
import type { Design } from './design.ts';
import type { PatternRow } from './query.ts';

/** Steps that a journey is followed for after it met the touchpoint. */
const stepsAhead = 25;
const buckets = [1, 2, 3, 4, 5, 6] as const;
/** First meetings of one step are averaged in so many groups alike in their chance of the goal. */
const binsPerStep = 20;

/** The two halves of the joint model: the goal comes next, and, of what is left, nothing does. */
export interface Fits {
  won: LogisticFit;
  gone: LogisticFit;
}

/** What the model says of journeys that met a touchpoint. */
export interface TotalEffect {
  /** Difference in the share that converts, with what meeting it is associated with minus without. */
  effect: Interval;
  standardError: number;
  /** Share that converts with and without. */
  withIt: number;
  without: number;
}

const expit = (eta: number): number => 1 / (1 + Math.exp(-eta));
const bucketOf = (step: number): number => (step < 4 ? step : step < 6 ? 4 : step < 9 ? 5 : 6);
/** A step in the middle of each bucket. */
const stepOf = [0, 1, 2, 3, 4, 6, 9];

/** Everything that a journey's chances depend on, as numbers that can be moved one by one. */
interface Chances {
  wonBase: number;
  goneBase: number;
  wonMet: number;
  goneMet: number;
  wonHere: number;
  goneHere: number;
  /** By step bucket, and of the places that journeys stand at and have come to meet there on average. */
  wonStep: number[];
  goneStep: number[];
  wonAhead: number[];
  goneAhead: number[];
}

/** Share of journeys that convert, from the touch at the first step of `bucket` on. */
function converts(chances: Chances, bucket: number, withIt: boolean): number {
  const { wonBase, goneBase, wonMet, goneMet, wonHere, goneHere } = chances;
  let left = 1;
  let sum = 0;
  const from = stepOf[bucket] ?? 1;
  for (let step = from; step < from + stepsAhead && left > 1e-9; step++) {
    const at = bucketOf(step);
    const now = step === from && withIt;
    const won = expit(
      wonBase +
        (chances.wonStep[at] ?? 0) +
        (withIt ? wonMet : 0) +
        (now ? wonHere : (chances.wonAhead[at] ?? 0)),
    );
    const gone = expit(
      goneBase +
        (chances.goneStep[at] ?? 0) +
        (withIt ? goneMet : 0) +
        (now ? goneHere : (chances.goneAhead[at] ?? 0)),
    );
    sum += left * won;
    left *= (1 - won) * (1 - gone);
  }
  return sum;
}

/** First meetings alike in step and chance. */
interface Bin {
  bucket: number;
  weight: number;
  /** Mean covariates without step, the touchpoint itself, and where the touch is. */
  base: number[];
}

function binsOf(
  meetings: readonly PatternRow[],
  touchpoint: number,
  design: Design,
  { won }: Fits,
): Bin[] {
  const own = new Set([design.met(touchpoint), design.here(touchpoint)]);
  const rows = meetings.map((pattern) => {
    const { places } = design.row(pattern);
    const step = design.step(pattern.step);
    const base = places.filter((place) => place === 0 || (place !== step && !own.has(place)));
    const score = base.reduce((sum, place) => sum + (won.coefficients[place] ?? 0), 0);
    return { bucket: pattern.step, weight: pattern.touches, base, score };
  });
  const bins: Bin[] = [];
  for (const bucket of buckets) {
    const here = rows.filter((row) => row.bucket === bucket).toSorted((a, b) => a.score - b.score);
    const size = Math.ceil(here.length / binsPerStep);
    for (let start = 0; start < here.length; start += size) {
      const group = here.slice(start, start + size);
      const weight = group.reduce((sum, row) => sum + row.weight, 0);
      const base = zeros(design.size);
      for (const row of group) {
        for (const place of row.base) base[place] = (base[place] ?? 0) + row.weight / weight;
      }
      bins.push({ bucket, weight, base });
    }
  }
  return bins;
}

/** By step bucket: share of the touches that are at each touchpoint, and that have met it, as covariates. */
export interface Typical {
  here: number[][];
  met: number[][];
}

function count(row: number[] | undefined, place: number, touches: number): void {
  if (row && place > 0) row[place] = (row[place] ?? 0) + touches;
}

/** How journeys stand at each step bucket on average. */
export function typicalOf(patterns: readonly PatternRow[], design: Design): Typical {
  const table = () => Array.from({ length: 7 }, () => zeros(design.size));
  const typical = { here: table(), met: table() };
  const totals = zeros(7);
  for (const { step, here, met, touches } of patterns) {
    count(typical.here[step], design.here(here), touches);
    for (const x of met) count(typical.met[step], design.met(x), touches);
    totals[step] = (totals[step] ?? 0) + touches;
  }
  const shares = (rows: number[][]) =>
    rows.map((row, step) => row.map((n) => n / Math.max(1, totals[step] ?? 0)));
  return { here: shares(typical.here), met: shares(typical.met) };
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + (value === 0 ? 0 : value * (b[index] ?? 0)), 0);

const coefficient = ({ coefficients }: LogisticFit, place: number): number =>
  place > 0 ? (coefficients[place] ?? 0) : 0;
const terms = ({ coefficients }: LogisticFit, rows: readonly (readonly number[])[] = []) =>
  rows.map((row) => dot(row, coefficients));

/**
 * Total effect of having met a touchpoint on the journeys that met it, standardised over them
 * (g-formula): each is followed from its first meeting on, once with the touchpoint's coefficients of
 * going on to the goal and of going away, once without; without it the touch stands at an average
 * place of that step. In both, later steps stand at average places and have met what journeys have met
 * by then on average.
 *
 * The interval is of the delta method over the influences of the random groups of people, so errors
 * within a person are not taken as independent.
 *
 * Sources: J. Robins, Math. Modelling 7 (1986) 1393–1512; M. A. Hernán, J. M. Robins, Causal Inference:
 * What If (2020) 13 and 21. It is an association, adjusted for what the model holds.
 *
 * @param meetings patterns whose touch is the first at the touchpoint
 * @param typical see {@link typicalOf}
 */
export function totalEffect(
  touchpoint: number,
  meetings: readonly PatternRow[],
  design: Design,
  fits: Fits,
  typical: Typical,
): TotalEffect | null {
  const influences = { won: fits.won.influences, gone: fits.gone.influences };
  if (!influences.won || !influences.gone || meetings.length === 0) return null;
  const met = design.met(touchpoint);
  const here = design.here(touchpoint);
  const stepTerms = (fit: LogisticFit) =>
    stepOf.map((_, bucket) => coefficient(fit, bucket > 0 ? design.step(bucket) : 0));
  /** What a journey meets after it stood at a step bucket, as covariates of each later one. */
  const aheadOf = (from: number): number[][] =>
    typical.here.map((row, bucket) =>
      row.map((share, place) =>
        place === met || place === here
          ? 0
          : share + (typical.met[bucket]?.[place] ?? 0) - (typical.met[from]?.[place] ?? 0),
      ),
    );
  const ahead = new Map(buckets.map((bucket) => [bucket as number, aheadOf(bucket)]));
  const chancesOf = (bin: Bin): Chances => ({
    wonBase: dot(bin.base, fits.won.coefficients),
    goneBase: dot(bin.base, fits.gone.coefficients),
    wonMet: coefficient(fits.won, met),
    goneMet: coefficient(fits.gone, met),
    wonHere: coefficient(fits.won, here),
    goneHere: coefficient(fits.gone, here),
    wonStep: stepTerms(fits.won),
    goneStep: stepTerms(fits.gone),
    wonAhead: terms(fits.won, ahead.get(bin.bucket)),
    goneAhead: terms(fits.gone, ahead.get(bin.bucket)),
  });

  const bins = binsOf(meetings, touchpoint, design, fits);
  const total = bins.reduce((sum, { weight }) => sum + weight, 0);
  const slope = { won: zeros(design.size), gone: zeros(design.size) };
  let withIt = 0;
  let without = 0;
  for (const bin of bins) {
    const share = bin.weight / total;
    const chances = chancesOf(bin);
    const difference = (moved: Chances) =>
      converts(moved, bin.bucket, true) - converts(moved, bin.bucket, false);
    withIt += share * converts(chances, bin.bucket, true);
    without += share * converts(chances, bin.bucket, false);
    const h = 1e-5;
    const along = (change: (by: number) => Partial<Chances>): number =>
      (difference({ ...chances, ...change(h) }) - difference({ ...chances, ...change(-h) })) /
      (2 * h);
    const add = (into: number[], row: readonly number[], by: number) => {
      for (const [place, value] of row.entries()) {
        if (value !== 0) into[place] = (into[place] ?? 0) + share * by * value;
      }
    };
    const unit = (into: number[], place: number, by: number) => {
      if (place > 0) into[place] = (into[place] ?? 0) + share * by;
    };
    for (const half of ['won', 'gone'] as const) {
      const into = slope[half];
      add(
        into,
        bin.base,
        along((by) => ({ [`${half}Base`]: chances[`${half}Base`] + by })),
      );
      unit(
        into,
        met,
        along((by) => ({ [`${half}Met`]: chances[`${half}Met`] + by })),
      );
      unit(
        into,
        here,
        along((by) => ({ [`${half}Here`]: chances[`${half}Here`] + by })),
      );
      for (const bucket of buckets) {
        if (bucket < bin.bucket) continue;
        const bumped = (list: readonly number[], by: number) =>
          list.map((value, index) => (index === bucket ? value + by : value));
        const ofStep = along((by) => ({ [`${half}Step`]: bumped(chances[`${half}Step`], by) }));
        unit(into, design.step(bucket), ofStep);
        const ofPlace = along((by) => ({
          [`${half}Ahead`]: bumped(chances[`${half}Ahead`], by),
        }));
        add(into, ahead.get(bin.bucket)?.[bucket] ?? [], ofPlace);
      }
    }
  }
  let variance = 0;
  for (const cluster of new Set([...influences.won.keys(), ...influences.gone.keys()])) {
    const moved =
      dot(slope.won, influences.won.get(cluster) ?? []) +
      dot(slope.gone, influences.gone.get(cluster) ?? []);
    variance += moved * moved;
  }
  const value = withIt - without;
  const standardError = Math.sqrt(variance);
  return {
    effect: { value, low: value - z95 * standardError, high: value + z95 * standardError },
    standardError,
    withIt,
    without,
  };
}
