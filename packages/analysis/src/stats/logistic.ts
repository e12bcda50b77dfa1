import { cholesky, choleskyInverse, choleskySolve } from './cholesky.ts';
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
export function logistic(
  patterns: readonly Pattern[],
  { ridge = 1e-6, maxSteps = 50 }: { ridge?: number; maxSteps?: number } = {},
): LogisticFit | null {
  const rows = patterns.map((pattern) => ({ ...pattern, x: sparse(pattern.x) }));
  const size = rows[0]?.x.size ?? 0;
  if (size === 0) return null;
  let beta = zeros(size);
  let now = stepAt(rows, beta, ridge);
  let converged = false;
  for (let round = 0; round < maxSteps && !converged; round++) {
    const lower = cholesky(now.information);
    if (!lower) return null;
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
    converged = Math.max(...direction.map((d) => Math.abs(d))) * length < 1e-9;
    now = next;
  }
  const lower = cholesky(now.information);
  if (!lower) return null;
  const covariance = choleskyInverse(lower);
  const influences = influencesOf(rows, beta, covariance);
  return {
    coefficients: beta,
    covariance,
    clustered: influences && outerProducts([...influences.values()], size),
    influences,
    converged,
    separated: now.extreme > sure,
  };
}

const moved = (beta: readonly number[], direction: readonly number[], length: number): number[] =>
  beta.map((b, i) => b + length * (direction[i] ?? 0));

interface Row {
  x: Sparse;
  trials: number;
  events: number;
  cluster?: string | number;
}

function sparse(x: readonly number[] | Sparse): Sparse {
  if ('places' in x) return x;
  const places = [...x.keys()].filter((index) => x[index] !== 0);
  return { size: x.length, places, values: places.map((index) => x[index] ?? 0) };
}

function linear({ places, values }: Sparse, beta: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < places.length; i++) {
    sum += (values[i] as number) * (beta[places[i] as number] as number);
  }
  return sum;
}

const expit = (eta: number): number => 1 / (1 + Math.exp(-eta));

/** log(1 + exp(x)) without overflow. */
const softplus = (x: number): number => (x > 30 ? x : Math.log1p(Math.exp(x)));

function stepAt(rows: readonly Row[], beta: readonly number[], ridge: number): Step {
  const size = beta.length;
  const gradient = zeros(size);
  // One flat triangle: most of the time of a fit is spent adding to it.
  const triangle = new Float64Array(size * size);
  let likelihood = 0;
  let extreme = 0;
  for (const { x, trials, events } of rows) {
    const eta = linear(x, beta);
    const p = expit(eta);
    const weight = trials * p * (1 - p);
    likelihood -= events * softplus(-eta) + (trials - events) * softplus(eta);
    if (trials > 0) extreme = Math.max(extreme, Math.abs(eta));
    const { places, values } = x;
    const residual = events - trials * p;
    for (let i = 0; i < places.length; i++) {
      const xi = values[i] as number;
      const place = places[i] as number;
      gradient[place] = (gradient[place] as number) + xi * residual;
      const scaled = weight * xi;
      for (let j = 0; j <= i; j++) {
        const other = places[j] as number;
        const at = other < place ? place * size + other : other * size + place;
        triangle[at] = (triangle[at] as number) + scaled * (values[j] as number);
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
  rows: readonly Row[],
  beta: readonly number[],
  bread: readonly (readonly number[])[],
): Map<string | number, number[]> | null {
  const scores = new Map<string | number, number[]>();
  for (const { x, trials, events, cluster } of rows) {
    if (cluster === undefined) return null;
    const residual = events - trials * expit(linear(x, beta));
    let score = scores.get(cluster);
    if (!score) scores.set(cluster, (score = zeros(x.size)));
    for (const [i, place] of x.places.entries()) {
      score[place] = (score[place] ?? 0) + (x.values[i] ?? 0) * residual;
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
