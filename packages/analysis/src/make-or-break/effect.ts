import type { Interval } from '@touchtrail/contract';
import { groupDegrees } from '../stats/group-degrees.ts';
import type { LogisticFit } from '../stats/logistic.ts';
import { randomFrom } from '../stats/random.ts';
import { t975 } from '../stats/student-t.ts';
import { zeros } from '../stats/zeros.ts';
import type { Design } from './design.ts';
import { buckets } from './ordinary.ts';
import type { OrdinaryPlace } from './ordinary.ts';
import type { PatternRow } from './query.ts';
import { bucketOf, firstOf, levelOf, mostSteps } from './steps.ts';
import type { Ways } from './ways.ts';

/** Steps that a journey is followed for after it met the touchpoint. */
const stepsAhead = 30;
/**
 * Journeys that are followed for each touchpoint, drawn evenly from the first meetings: fewer where many
 * touchpoints are judged. What that leaves to chance is in the interval, and little of it.
 */
export const journeysFollowed = (judged: number): number =>
  Math.round(Math.max(400, Math.min(1_000, 60_000 / Math.max(1, judged))));

/**
 * Penalty where a covariate tells the outcome exactly, such as a place that the goal never comes right
 * after: its log odds stay finite, and are so far out that what it says of chances is the same.
 */
export const holding = 0.5;
/** Variance of a log odds ratio that the data say less of than that penalty. */
const unknown = 0.5 / holding;

/** The two halves of the joint model: the goal comes next, and, of what is left, nothing does. */
export interface Fits {
  won: LogisticFit;
  gone: LogisticFit;
}

type Half = keyof Fits;
const halfNames = ['won', 'gone'] as const;

/** What the model says of journeys that met a touchpoint. */
export interface TotalEffect {
  /** Difference in the share that converts, with what meeting it is associated with minus without. */
  effect: Interval;
  standardError: number;
  /** Degrees of freedom of Student's t, whose interval it is. */
  degrees: number;
  /** What each random group of people moves it by: the sum of the squares is its variance. */
  moves: ReadonlyMap<string | number, number>;
  /** Variance of drawing the journeys that are followed. */
  drawn: number;
  /** Variance by what the penalty says of the touchpoint instead of the data. */
  unsure: number;
  /** Share that converts with and without. */
  withIt: number;
  without: number;
}

const expit = (eta: number): number => 1 / (1 + Math.exp(-eta));

const dot = (a: readonly number[], b: readonly number[] | undefined): number => {
  let sum = 0;
  if (b) for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
};

/** A journey that is followed: covariates that stay, and those of each step (0: none). */
interface Way {
  /** Covariates of the first touch that stay. */
  fixed: number[];
  bucket: Uint8Array;
  step: Uint16Array;
  here: Uint16Array;
  /** The one of a touchpoint that is met for the first time at a step, and stays. */
  met: Uint16Array;
  /** Whether a step stands at the touchpoint. */
  own: Uint8Array;
}

const emptyWay = (): Way => ({
  fixed: [],
  bucket: new Uint8Array(stepsAhead),
  step: new Uint16Array(stepsAhead),
  here: new Uint16Array(stepsAhead),
  met: new Uint16Array(stepsAhead),
  own: new Uint8Array(stepsAhead),
});

interface Arm {
  /** Log odds of each step. */
  eta: Record<Half, Float64Array>;
  /** What the share that converts moves by with them. */
  slope: Record<Half, Float64Array>;
}

const halves = () => ({ won: new Float64Array(stepsAhead), gone: new Float64Array(stepsAhead) });

const emptyArm = (): Arm => ({ eta: halves(), slope: halves() });

const chance = halves();
const after = new Float64Array(stepsAhead + 1);

/** Share that converts on a way of steps; its derivatives by the log odds at each go into `slope`. */
function follow({ eta, slope }: Arm): number {
  for (let m = stepsAhead - 1; m >= 0; m--) {
    const c = expit(eta.won[m] as number);
    const z = expit(eta.gone[m] as number);
    chance.won[m] = c;
    chance.gone[m] = z;
    after[m] = c + (1 - c) * (1 - z) * (after[m + 1] as number);
  }
  let left = 1;
  for (let m = 0; m < stepsAhead; m++) {
    const c = chance.won[m] as number;
    const z = chance.gone[m] as number;
    const rest = after[m + 1] as number;
    slope.won[m] = left * c * (1 - c) * (1 - (1 - z) * rest);
    slope.gone[m] = -left * (1 - c) * z * (1 - z) * rest;
    left *= (1 - c) * (1 - z);
  }
  return after[0] as number;
}

/**
 * Total effect of having met a touchpoint on the journeys that met it, standardised over them
 * (g-formula): from first meetings drawn evenly, each is followed along places that journeys go to from
 * where they stand, once with the touchpoint's coefficients of going on to the goal and of going away,
 * once without; without it the touch stands at an ordinary place of that step. The way is the same in
 * both, so what a touchpoint changes of where people go next is not in its effect.
 *
 * The interval is of the delta method over the influences of the random groups of people, so errors
 * within a person are not taken as independent, with the degrees of freedom that these leave; that journeys
 * are drawn is in it, too.
 *
 * Sources: J. Robins, Math. Modelling 7 (1986) 1393–1512; M. A. Hernán, J. M. Robins, Causal Inference:
 * What If (2020) 13 and 21. It is an association, adjusted for what the model holds.
 *
 * @param meetings patterns whose touch is the first at the touchpoint
 * @param ordinary what stands in its place, by step bucket
 * @param followed how many journeys are followed
 */
export function totalEffect(
  touchpoint: number,
  meetings: readonly PatternRow[],
  design: Design,
  fits: Fits,
  ordinary: Readonly<Record<Half, readonly OrdinaryPlace[]>>,
  ways: Ways,
  followed: number,
): TotalEffect | null {
  const influences = { won: fits.won.influences, gone: fits.gone.influences };
  if (!influences.won || !influences.gone || meetings.length === 0) return null;
  const ordered = inOrder(meetings);
  const ownMet = design.met(touchpoint);
  const ownHere = design.here(touchpoint);
  const slope = { won: zeros(design.size), gone: zeros(design.size) };
  /** What hangs on the ordinary places, by step bucket. */
  const ordinarySlope = { won: zeros(buckets), gone: zeros(buckets) };
  const total = ordered.reduce((sum, { touches }) => sum + touches, 0);
  const random = randomFrom(touchpoint);
  const walk = walker(touchpoint, design, ways, random);
  const coefficients = {
    won: Float64Array.from(fits.won.coefficients),
    gone: Float64Array.from(fits.gone.coefficients),
  };
  const [yes, no] = [emptyArm(), emptyArm()];
  let withIt = 0;
  let without = 0;
  let squares = 0;
  let at = 0;
  let passed = ordered[0]?.touches ?? 0;
  for (let journey = 0; journey < followed; journey++) {
    const goal = ((journey + 0.5) / followed) * total;
    while (passed < goal && at < ordered.length - 1) passed += ordered[++at]?.touches ?? 0;
    const pattern = ordered[at];
    if (!pattern) break;
    const way = walk(pattern);
    for (const half of halfNames) {
      const beta = coefficients[half];
      const [etaYes, etaNo] = [yes.eta[half], no.eta[half]];
      const elsewhere = ordinary[half];
      let stays = 0;
      let own = 0;
      for (const place of way.fixed) {
        stays += beta[place] as number;
        if (place === ownMet) own = beta[place] as number;
      }
      for (let m = 0; m < stepsAhead; m++) {
        const met = way.met[m] as number;
        const step = way.step[m] as number;
        const here = way.here[m] as number;
        if (met > 0) stays += beta[met] as number;
        const base = step > 0 ? stays + (beta[step] as number) : stays;
        const stands = here > 0 ? (beta[here] as number) : 0;
        etaYes[m] = base + stands;
        etaNo[m] =
          base -
          own +
          (way.own[m] && ownHere > 0 ? (elsewhere[way.bucket[m] as number]?.value ?? 0) : stands);
      }
    }
    const [won, lost] = [follow(yes), follow(no)];
    withIt += won / followed;
    without += lost / followed;
    squares += (won - lost) ** 2 / followed;
    for (const half of halfNames) {
      const into = slope[half];
      const [slopeYes, slopeNo] = [yes.slope[half], no.slope[half]];
      let [up, down] = [0, 0];
      for (let m = stepsAhead - 1; m >= 0; m--) {
        const yesHere = (slopeYes[m] as number) / followed;
        const noHere = (slopeNo[m] as number) / followed;
        up += yesHere;
        down += noHere;
        const met = way.met[m] as number;
        const step = way.step[m] as number;
        const here = way.here[m] as number;
        if (met > 0) into[met] = (into[met] as number) + up - down;
        if (step > 0) into[step] = (into[step] as number) + yesHere - noHere;
        const elsewhere = way.own[m] && ownHere > 0;
        if (here > 0) into[here] = (into[here] as number) + yesHere - (elsewhere ? 0 : noHere);
        if (!elsewhere) continue;
        const bucket = way.bucket[m] as number;
        ordinarySlope[half][bucket] = (ordinarySlope[half][bucket] as number) - noHere;
      }
      for (const place of way.fixed) {
        into[place] = (into[place] as number) + (place === ownMet ? up : up - down);
      }
    }
  }
  for (const half of halfNames) {
    for (const [bucket, by] of ordinarySlope[half].entries()) {
      for (const [place, weight] of by === 0 ? [] : (ordinary[half][bucket]?.parts ?? [])) {
        slope[half][place] = (slope[half][place] ?? 0) + by * weight;
      }
    }
  }
  const value = withIt - without;
  const unsure = halfNames.reduce((sum, half) => {
    const variance = fits[half].covariance[ownMet]?.[ownMet] ?? 0;
    return sum + (variance > unknown ? (slope[half][ownMet] as number) ** 2 * variance : 0);
  }, 0);
  const moves = new Map<string | number, number>();
  const drawn = Math.max(0, squares - value * value) / followed;
  let variance = drawn + unsure;
  for (const cluster of new Set([...influences.won.keys(), ...influences.gone.keys()])) {
    const moved =
      dot(slope.won, influences.won.get(cluster)) + dot(slope.gone, influences.gone.get(cluster));
    moves.set(cluster, moved);
    variance += moved * moved;
  }
  const standardError = Math.sqrt(variance);
  const degrees = groupDegrees([...moves.values()]);
  const half = t975(degrees) * standardError;
  return {
    effect: { value, low: value - half, high: value + half },
    standardError,
    degrees,
    moves,
    drawn,
    unsure,
    withIt,
    without,
  };
}

/** Patterns in an order that does not hang on how they came. */
const inOrder = (meetings: readonly PatternRow[]): PatternRow[] =>
  meetings
    .map((pattern) => ({ pattern, key: JSON.stringify(pattern) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ pattern }) => pattern);

/** Ways that journeys may go on from where they stand, as they were recorded and as journeys go. */
function walker(
  touchpoint: number,
  design: Design,
  ways: Ways,
  random: () => number,
): (pattern: PatternRow) => Way {
  const way = emptyWay();
  const columns = Array.from({ length: mostSteps + stepsAhead }, (_, step) =>
    step > 0 ? design.step(levelOf(step)) : 0,
  );
  /** By touchpoint: the journey that met it last. */
  const metBy: number[] = [];
  let journey = 0;
  return (pattern) => {
    journey++;
    for (const x of pattern.met) metBy[x] = journey;
    const [step, standing] = [design.step(pattern.step), design.here(pattern.here)];
    way.fixed = design
      .row(pattern)
      .places.filter((place) => place === 0 || (place !== step && place !== standing));
    const next = ways.of(pattern.entry);
    const from = firstOf(pattern.step);
    let { here } = pattern;
    for (let m = 0; m < stepsAhead; m++) {
      way.bucket[m] = bucketOf(from + m);
      way.step[m] = columns[from + m] ?? 0;
      way.here[m] = design.here(here);
      way.met[m] = metBy[here] === journey ? 0 : design.met(here);
      way.own[m] = here === touchpoint ? 1 : 0;
      metBy[here] = journey;
      here = next(from + m + 1 < 4, here, random());
    }
    return way;
  };
}
