import type { Interval } from '@touchtrail/contract';
import type { LogisticFit } from '../stats/logistic.ts';
import { randomFrom } from '../stats/random.ts';
import { z95 } from '../stats/wilson.ts';
import { zeros } from '../stats/zeros.ts';
import type { Design } from './design.ts';
import type { PatternRow } from './query.ts';
import type { Ways } from './ways.ts';

/** Steps that a journey is followed for after it met the touchpoint. */
const stepsAhead = 30;
/** Journeys that are followed, drawn evenly from the first meetings. */
const followed = 1_500;

/** The two halves of the joint model: the goal comes next, and, of what is left, nothing does. */
export interface Fits {
  won: LogisticFit;
  gone: LogisticFit;
}

type Half = keyof Fits;

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
/** A step of each bucket. */
const stepOf = [0, 1, 2, 3, 4, 7, 10];

/** By step bucket: share of the touches that are at each touchpoint, as covariates. */
export function typicalPlaces(patterns: readonly PatternRow[], design: Design): number[][] {
  const shares = Array.from({ length: 7 }, () => zeros(design.size));
  const totals = zeros(7);
  for (const { step, here, touches } of patterns) {
    const place = design.here(here);
    const row = shares[step];
    if (row && place > 0) row[place] = (row[place] ?? 0) + touches;
    totals[step] = (totals[step] ?? 0) + touches;
  }
  return shares.map((row, step) => row.map((n) => n / Math.max(1, totals[step] ?? 0)));
}

const dot = (a: readonly number[], b: readonly number[]): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
};

/** A journey that is followed: covariates that stay, and those of each step (0: none). */
interface Way {
  fixed: readonly number[];
  bucket: number[];
  step: number[];
  here: number[];
  /** The one of a touchpoint that is met for the first time at a step, and stays. */
  met: number[];
  /** Whether a step stands at the touchpoint. */
  own: boolean[];
}

interface Arm {
  converts: number;
  /** What the share that converts moves by with the log odds of each step. */
  won: number[];
  gone: number[];
}

/** Share that converts on a way of steps, and its derivatives by the log odds at each. */
function follow(won: readonly number[], gone: readonly number[]): Arm {
  const c = won.map(expit);
  const z = gone.map(expit);
  const after = zeros(won.length + 1);
  for (let m = won.length - 1; m >= 0; m--) {
    after[m] = (c[m] ?? 0) + (1 - (c[m] ?? 0)) * (1 - (z[m] ?? 0)) * (after[m + 1] ?? 0);
  }
  const slopes = { won: zeros(won.length), gone: zeros(won.length) };
  let left = 1;
  for (let m = 0; m < won.length; m++) {
    const [cm, zm, rest] = [c[m] ?? 0, z[m] ?? 0, after[m + 1] ?? 0];
    slopes.won[m] = left * cm * (1 - cm) * (1 - (1 - zm) * rest);
    slopes.gone[m] = -left * (1 - cm) * zm * (1 - zm) * rest;
    left *= (1 - cm) * (1 - zm);
  }
  return { converts: after[0] ?? 0, ...slopes };
}

/**
 * Total effect of having met a touchpoint on the journeys that met it, standardised over them
 * (g-formula): from first meetings drawn evenly, each is followed along places that journeys go to from
 * where they stand, once with the touchpoint's coefficients of going on to the goal and of going away,
 * once without; without it the touch stands at an average place of that step. The way is the same in
 * both, so what a touchpoint changes of where people go next is not in its effect.
 *
 * The interval is of the delta method over the influences of the random groups of people, so errors
 * within a person are not taken as independent.
 *
 * Sources: J. Robins, Math. Modelling 7 (1986) 1393–1512; M. A. Hernán, J. M. Robins, Causal Inference:
 * What If (2020) 13 and 21. It is an association, adjusted for what the model holds.
 *
 * @param meetings patterns whose touch is the first at the touchpoint
 * @param typical see {@link typicalPlaces}
 */
export function totalEffect(
  touchpoint: number,
  meetings: readonly PatternRow[],
  design: Design,
  fits: Fits,
  typical: readonly (readonly number[])[],
  ways: Ways,
): TotalEffect | null {
  const influences = { won: fits.won.influences, gone: fits.gone.influences };
  if (!influences.won || !influences.gone || meetings.length === 0) return null;
  const ordered = meetings
    .map((pattern) => ({ pattern, key: JSON.stringify(pattern) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ pattern }) => pattern);
  const ownMet = design.met(touchpoint);
  const ownHere = design.here(touchpoint);
  const slope = { won: zeros(design.size), gone: zeros(design.size) };
  /** What hangs on the average places, by step bucket. */
  const typicalSlope = { won: zeros(7), gone: zeros(7) };
  const elsewhere = {
    won: typical.map((row) => dot(row, fits.won.coefficients)),
    gone: typical.map((row) => dot(row, fits.gone.coefficients)),
  };
  const total = ordered.reduce((sum, { touches }) => sum + touches, 0);
  const random = randomFrom(touchpoint);
  let withIt = 0;
  let without = 0;
  let at = 0;
  let passed = ordered[0]?.touches ?? 0;
  for (let journey = 0; journey < followed; journey++) {
    const goal = ((journey + 0.5) / followed) * total;
    while (passed < goal && at < ordered.length - 1) passed += ordered[++at]?.touches ?? 0;
    const pattern = ordered[at];
    if (!pattern) break;
    const way = wayOf(pattern, touchpoint, design, ways, random);
    const etas = (half: Half, withOwn: boolean): number[] => {
      const { coefficients } = fits[half];
      const of = (place: number) => (place > 0 ? (coefficients[place] ?? 0) : 0);
      let stays = 0;
      for (const place of way.fixed) {
        if (withOwn || place !== ownMet) stays += coefficients[place] ?? 0;
      }
      return way.bucket.map((bucket, m) => {
        stays += of(way.met[m] ?? 0);
        const average = !withOwn && way.own[m] && ownHere > 0;
        return (
          stays +
          of(way.step[m] ?? 0) +
          (average ? (elsewhere[half][bucket] ?? 0) : of(way.here[m] ?? 0))
        );
      });
    };
    const yes = follow(etas('won', true), etas('gone', true));
    const no = follow(etas('won', false), etas('gone', false));
    withIt += yes.converts / followed;
    without += no.converts / followed;
    for (const half of ['won', 'gone'] as const) {
      const into = slope[half];
      const add = (place: number, by: number) => {
        if (place > 0) into[place] = (into[place] ?? 0) + by / followed;
      };
      let [up, down] = [0, 0];
      for (let m = way.bucket.length - 1; m >= 0; m--) {
        const [yesHere, noHere] = [yes[half][m] ?? 0, no[half][m] ?? 0];
        up += yesHere;
        down += noHere;
        add(way.met[m] ?? 0, up - down);
        add(way.step[m] ?? 0, yesHere - noHere);
        const average = way.own[m] && ownHere > 0;
        add(way.here[m] ?? 0, average ? yesHere : yesHere - noHere);
        if (!average) continue;
        const bucket = way.bucket[m] ?? 0;
        typicalSlope[half][bucket] = (typicalSlope[half][bucket] ?? 0) - noHere / followed;
      }
      into[0] = (into[0] ?? 0) + (up - down) / followed;
      for (const place of way.fixed) add(place, place === ownMet ? up : up - down);
    }
  }
  for (const half of ['won', 'gone'] as const) {
    for (const [bucket, by] of typicalSlope[half].entries()) {
      if (by === 0) continue;
      for (const [place, share] of (typical[bucket] ?? []).entries()) {
        slope[half][place] = (slope[half][place] ?? 0) + by * share;
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

/** One way that a journey may go on from where it stands, as it was recorded and as journeys go. */
function wayOf(
  pattern: PatternRow,
  touchpoint: number,
  design: Design,
  ways: Ways,
  random: () => number,
): Way {
  const changing = new Set([design.step(pattern.step), design.here(pattern.here)]);
  const way: Way = {
    fixed: design.row(pattern).places.filter((place) => place === 0 || !changing.has(place)),
    bucket: [],
    step: [],
    here: [],
    met: [],
    own: [],
  };
  const met = new Set(pattern.met);
  const from = stepOf[pattern.step] ?? 1;
  let { here } = pattern;
  for (let step = from; step < from + stepsAhead; step++) {
    const bucket = bucketOf(step);
    way.bucket.push(bucket);
    way.step.push(design.step(bucket));
    way.here.push(design.here(here));
    way.met.push(met.has(here) ? 0 : design.met(here));
    way.own.push(here === touchpoint);
    met.add(here);
    here = ways.next(step + 1 < 4, here, random());
  }
  return way;
}
