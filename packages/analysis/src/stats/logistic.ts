import { cholesky, choleskyInverse, choleskySolve } from './cholesky.ts';
import { finish } from './in-steps.ts';
import type { InSteps } from './in-steps.ts';
import { zeroMatrix, zeros } from './zeros.ts';

/** All trials that share their covariates, and their cluster. */
export interface Pattern<Covariates = readonly number[] | Sparse> {
  /** Covariates; a leading 1 is the intercept. */
  x: Covariates;
  trials: number;
  events: number;
  /** Whose trials these are: errors within one are not taken as independent. */
  cluster?: string | number;
}

/** Covariates of which most are 0: where they are not, and what they are. Shorter and faster. */
export interface Sparse {
  /** How many covariates there are. */
  size: number;
  places: readonly number[];
  values: readonly number[];
}

export interface LogisticFit {
  /** Log odds ratios, in the order of `x`. */
  coefficients: number[];
  /** Covariance when all trials are independent. */
  covariance: number[][];
  /** Covariance when only clusters are; null without clusters. */
  clustered: number[][] | null;
  /**
   * What each cluster moves the coefficients by, scaled so that the sum of their outer products is
   * `clustered`; null without clusters. Weighed with independent draws of mean 0 and variance 1 they
   * make draws of the coefficients' error.
   */
  influences: Map<string | number, number[]> | null;
  converged: boolean;
  /**
   * Some patterns are fitted as sure: a covariate tells the outcome exactly, and its coefficient is held
   * by the ridge alone. Do not read it as an estimate.
   */
  separated: boolean;
}

/** Log odds beyond which a pattern counts as sure: one in 160,000. */
const sure = 12;

/** Patterns as they lie in memory: `places[starts[r] … starts[r + 1] − 1]` are those of row r, rising. */
interface Rows {
  size: number;
  starts: Int32Array;
  places: Int32Array;
  /** Null when all of them are 1. */
  values: Float64Array | null;
  trials: Float64Array;
  events: Float64Array;
  clusters: readonly (string | number | undefined)[];
}

interface Step {
  gradient: number[];
  information: number[][];
  likelihood: number;
  extreme: number;
}

/**
 * Logistic regression of counts by covariate pattern: iteratively reweighted least squares with a small
 * ridge, and a covariance that is robust to clusters (persons, accounts).
 *
 * The robust covariance is A⁻¹ (Σ uₖ uₖᵀ) A⁻¹ G/(G − 1) over G clusters with scores u.
 *
 * Sources: P. McCullagh, J. A. Nelder, Generalized Linear Models (1989) 4.4; K.-Y. Liang, S. L. Zeger,
 * Biometrika 73 (1986) 13–22.
 *
 * @param ridge penalty λ/2 Σ β² on all but the first coefficient
 * @returns null when covariates are collinear, or there is nothing to fit
 * @example
 * logistic([{ x: [1, 0], trials: 10, events: 2 }, { x: [1, 1], trials: 10, events: 5 }])?.coefficients;
 * // [-1.386…, 1.386…]
 */
export const logistic = (
  patterns: readonly Pattern[],
  options: LogisticOptions = {},
): LogisticFit | null => finish(logisticSteps(patterns, options));

export interface LogisticOptions {
  ridge?: number;
  maxSteps?: number;
}

/** {@link logistic}, which yields after each step, so that who waits for large ones can do something else. */
export function* logisticSteps(
  patterns: readonly Pattern[],
  { ridge = 1e-6, maxSteps = 50 }: LogisticOptions = {},
): InSteps<LogisticFit | null> {
  const rows = rowsOf(patterns);
  const { size } = rows;
  if (size === 0) return null;
  let beta = zeros(size);
  beta[0] = usual(rows);
  let now = stepAt(rows, beta, ridge);
  let converged = false;
  let isNear = true;
  for (let round = 0; round < maxSteps && !converged; round++) {
    yield;
    const lower = cholesky(now.information);
    if (!lower) {
      if (!isNear) return null;
      // From near the answer a step can go so far that nothing is left to tell by; from the middle none does.
      isNear = false;
      beta = zeros(size);
      now = stepAt(rows, beta, ridge);
      continue;
    }
    const direction = choleskySolve(lower, now.gradient);
    let length = 1;
    let next = stepAt(rows, moved(beta, direction, length), ridge);
    // Newton's step can overshoot where a pattern is nearly sure.
    while (
      !(next.likelihood >= now.likelihood - 1e-9 * Math.abs(now.likelihood)) &&
      length > 1e-4
    ) {
      length /= 2;
      next = stepAt(rows, moved(beta, direction, length), ridge);
    }
    beta = moved(beta, direction, length);
    // What a whole step leaves is of the order of its square.
    converged = length === 1 && largest(direction) < 1e-6;
    now = next;
  }
  yield;
  const lower = cholesky(now.information);
  if (!lower) return null;
  const covariance = choleskyInverse(lower);
  yield;
  const influences = influencesOf(rows, beta, covariance);
  yield;
  return {
    coefficients: beta,
    covariance,
    clustered: influences && outerProducts([...influences.values()], size),
    influences,
    converged,
    separated: now.extreme > sure,
  };
}

const largest = (values: readonly number[]): number => {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
};

const moved = (beta: readonly number[], direction: readonly number[], length: number): number[] =>
  beta.map((b, i) => b + length * (direction[i] ?? 0));

/** Log odds of all trials together: steps from there are fewer. */
function usual({ trials, events }: Rows): number {
  let [all, some] = [1, 0.5];
  for (let r = 0; r < trials.length; r++) {
    all += trials[r] as number;
    some += events[r] as number;
  }
  return Math.log(some / (all - some));
}

function sparse(x: readonly number[] | Sparse): Sparse {
  if ('places' in x) return x;
  const places = [...x.keys()].filter((index) => x[index] !== 0);
  return { size: x.length, places, values: places.map((index) => x[index] ?? 0) };
}

function rowsOf(patterns: readonly Pattern[]): Rows {
  const all = patterns.map(({ x }) => sparse(x));
  const starts = new Int32Array(all.length + 1);
  for (const [r, { places }] of all.entries()) starts[r + 1] = (starts[r] ?? 0) + places.length;
  const places = new Int32Array(starts[all.length] ?? 0);
  const values = new Float64Array(places.length);
  let at = 0;
  let areOnes = true;
  for (const x of all) {
    const isRising = x.places.every((place, i) => i === 0 || place > (x.places[i - 1] as number));
    const order = isRising
      ? undefined
      : [...x.places.keys()].toSorted((a, b) => (x.places[a] as number) - (x.places[b] as number));
    for (let i = 0; i < x.places.length; i++) {
      const from = order ? (order[i] as number) : i;
      places[at] = x.places[from] as number;
      const value = x.values[from] as number;
      if (value !== 1) areOnes = false;
      values[at++] = value;
    }
  }
  return {
    size: all[0]?.size ?? 0,
    starts,
    places,
    values: areOnes ? null : values,
    trials: Float64Array.from(patterns, ({ trials }) => trials),
    events: Float64Array.from(patterns, ({ events }) => events),
    clusters: patterns.map(({ cluster }) => cluster),
  };
}

function linear({ starts, places, values }: Rows, r: number, beta: readonly number[]): number {
  let sum = 0;
  const end = starts[r + 1] as number;
  for (let at = starts[r] as number; at < end; at++) {
    const b = beta[places[at] as number] as number;
    sum += values ? (values[at] as number) * b : b;
  }
  return sum;
}

const expit = (eta: number): number => 1 / (1 + Math.exp(-eta));

/** log(1 + exp(x)) without overflow. */
const softplus = (x: number): number => (x > 30 ? x : Math.log1p(Math.exp(x)));

function stepAt(rows: Rows, beta: readonly number[], ridge: number): Step {
  const { size, starts, places, values, trials: allTrials, events: allEvents } = rows;
  const gradient = zeros(size);
  // One flat triangle: most of the time of a fit is spent adding to it.
  const triangle = new Float64Array(size * size);
  let likelihood = 0;
  let extreme = 0;
  for (let r = 0; r < allTrials.length; r++) {
    const trials = allTrials[r] as number;
    const events = allEvents[r] as number;
    const eta = linear(rows, r, beta);
    const p = expit(eta);
    const weight = trials * p * (1 - p);
    likelihood -= events * softplus(-eta) + (trials - events) * softplus(eta);
    if (trials > 0) extreme = Math.max(extreme, Math.abs(eta));
    const residual = events - trials * p;
    const first = starts[r] as number;
    const end = starts[r + 1] as number;
    for (let i = first; i < end; i++) {
      const place = places[i] as number;
      const row = place * size;
      const xi = values ? (values[i] as number) : 1;
      gradient[place] = (gradient[place] as number) + xi * residual;
      const scaled = weight * xi;
      if (values) {
        for (let j = first; j <= i; j++) {
          const at = row + (places[j] as number);
          triangle[at] = (triangle[at] as number) + scaled * (values[j] as number);
        }
      } else {
        for (let j = first; j <= i; j++) {
          const at = row + (places[j] as number);
          triangle[at] = (triangle[at] as number) + scaled;
        }
      }
    }
  }
  const information = zeroMatrix(size);
  for (let i = 0; i < size; i++) {
    const row = information[i] as number[];
    for (let j = 0; j <= i; j++) {
      const value = triangle[i * size + j] as number;
      row[j] = value;
      (information[j] as number[])[i] = value;
    }
  }
  for (let i = 1; i < size; i++) {
    const b = beta[i] ?? 0;
    likelihood -= (ridge / 2) * b * b;
    gradient[i] = (gradient[i] ?? 0) - ridge * b;
    const row = information[i] as number[];
    row[i] = (row[i] ?? 0) + ridge;
  }
  return { gradient, information, likelihood, extreme };
}

function influencesOf(
  rows: Rows,
  beta: readonly number[],
  bread: readonly (readonly number[])[],
): Map<string | number, number[]> | null {
  const { size, starts, places, values, trials, events, clusters } = rows;
  const scores = new Map<string | number, number[]>();
  for (const [r, cluster] of clusters.entries()) {
    if (cluster === undefined) return null;
    const residual = (events[r] as number) - (trials[r] as number) * expit(linear(rows, r, beta));
    let score = scores.get(cluster);
    if (!score) scores.set(cluster, (score = zeros(size)));
    for (let at = starts[r] as number; at < (starts[r + 1] as number); at++) {
      const place = places[at] as number;
      score[place] = (score[place] as number) + (values ? (values[at] as number) : 1) * residual;
    }
  }
  const groups = scores.size;
  if (groups < 2) return null;
  const scale = Math.sqrt(groups / (groups - 1));
  for (const [cluster, score] of scores) {
    scores.set(
      cluster,
      bread.map((row) => {
        let sum = 0;
        for (let i = 0; i < row.length; i++) sum += (row[i] as number) * (score[i] as number);
        return scale * sum;
      }),
    );
  }
  return scores;
}

function outerProducts(vectors: readonly (readonly number[])[], size: number): number[][] {
  const result = zeroMatrix(size);
  for (const vector of vectors) {
    for (let i = 0; i < size; i++) {
      const row = result[i] as number[];
      const vi = vector[i] as number;
      for (let j = 0; j < size; j++) row[j] = (row[j] as number) + vi * (vector[j] as number);
    }
  }
  return result;
}
