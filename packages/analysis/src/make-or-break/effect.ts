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
  /** Degrees of freedom of Student's t, whose interval it is. */
  degrees: number;
  /** What each random group of people moves it by: the sum of the squares is its variance. */
  moves: ReadonlyMap<string | number, number>;
  /** Variance of drawing the journeys that are followed. */
  drawn: number;
  /** Share that converts with and without. */
  withIt: number;
  without: number;
}

const expit = (eta: number): number => 1 / (1 + Math.exp(-eta));
const bucketOf = (step: number): number => (step < 4 ? step : step < 6 ? 4 : step < 9 ? 5 : 6);
/** A step of each bucket. */
const stepOf = [0, 1, 2, 3, 4, 7, 10];

const dot = (a: readonly number[], b: readonly number[] | undefined): number => {
  let sum = 0;
  if (b) for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
};

/** A journey that is followed: covariates that stay, and those of each step (0: none). */
interface Way {
  /** Covariates of the first touch that stay. */
  fixed: readonly number[];
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
 */
export function totalEffect(
  touchpoint: number,
  meetings: readonly PatternRow[],
  design: Design,
  fits: Fits,
  ordinary: Readonly<Record<Half, readonly OrdinaryPlace[]>>,
  ways: Ways,
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
  const way = emptyWay();
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
    walk(way, pattern, touchpoint, design, ways, random);
    for (const half of ['won', 'gone'] as const) {
      const { coefficients } = fits[half];
      let stays = 0;
      for (const place of way.fixed) stays += coefficients[place] as number;
      const own = way.fixed.includes(ownMet) ? (coefficients[ownMet] as number) : 0;
      for (let m = 0; m < stepsAhead; m++) {
        const met = way.met[m] as number;
        const step = way.step[m] as number;
        const here = way.here[m] as number;
        if (met > 0) stays += coefficients[met] as number;
        const base = step > 0 ? stays + (coefficients[step] as number) : stays;
        const stands = here > 0 ? (coefficients[here] as number) : 0;
        yes.eta[half][m] = base + stands;
        no.eta[half][m] =
          base -
          own +
          (way.own[m] && ownHere > 0
            ? (ordinary[half][way.bucket[m] as number]?.value ?? 0)
            : stands);
      }
    }
    const [won, lost] = [follow(yes), follow(no)];
    withIt += won / followed;
    without += lost / followed;
    squares += (won - lost) ** 2 / followed;
    for (const half of ['won', 'gone'] as const) {
      const into = slope[half];
      let [up, down] = [0, 0];
      for (let m = stepsAhead - 1; m >= 0; m--) {
        const yesHere = (yes.slope[half][m] as number) / followed;
        const noHere = (no.slope[half][m] as number) / followed;
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
  for (const half of ['won', 'gone'] as const) {
    for (const [bucket, by] of ordinarySlope[half].entries()) {
      for (const [place, weight] of by === 0 ? [] : (ordinary[half][bucket]?.parts ?? [])) {
        slope[half][place] = (slope[half][place] ?? 0) + by * weight;
      }
    }
  }
  const value = withIt - without;
  const moves = new Map<string | number, number>();
  const drawn = Math.max(0, squares - value * value) / followed;
  let variance = drawn;
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

/** One way that a journey may go on from where it stands, as it was recorded and as journeys go. */
function walk(
  way: Way,
  pattern: PatternRow,
  touchpoint: number,
  design: Design,
  ways: Ways,
  random: () => number,
): void {
  const [step, standing] = [design.step(pattern.step), design.here(pattern.here)];
  way.fixed = design
    .row(pattern)
    .places.filter((place) => place === 0 || (place !== step && place !== standing));
  const met = new Set(pattern.met);
  const from = stepOf[pattern.step] ?? 1;
  let { here } = pattern;
  for (let m = 0; m < stepsAhead; m++) {
    const bucket = bucketOf(from + m);
    way.bucket[m] = bucket;
    way.step[m] = design.step(bucket);
    way.here[m] = design.here(here);
    way.met[m] = met.has(here) ? 0 : design.met(here);
    way.own[m] = here === touchpoint ? 1 : 0;
    met.add(here);
    here = ways.next(from + m + 1 < 4, here, pattern.entry, random());
  }
}
