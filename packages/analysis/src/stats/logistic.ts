import { cholesky, choleskyInverse, choleskySolve } from './cholesky.ts';
import { zeroMatrix, zeros } from './zeros.ts';

/** All trials that share their covariates, and their cluster. */
export interface Pattern {
  /** Covariates; a leading 1 is the intercept. */
  x: readonly number[];
  trials: number;
  events: number;
  /** Whose trials these are: errors within one are not taken as independent. */
  cluster?: string | number;
}

export interface LogisticFit {
  /** Log odds ratios, in the order of `x`. */
  coefficients: number[];
  /** Covariance when all trials are independent. */
  covariance: number[][];
  /** Covariance when only clusters are; null without clusters. */
  clustered: number[][] | null;
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
  const size = patterns[0]?.x.length ?? 0;
  if (size === 0) return null;
  let beta = zeros(size);
  let now = stepAt(patterns, beta, ridge);
  let converged = false;
  for (let round = 0; round < maxSteps && !converged; round++) {
    const lower = cholesky(now.information);
    if (!lower) return null;
    const direction = choleskySolve(lower, now.gradient);
    let length = 1;
    let next = stepAt(patterns, moved(beta, direction, length), ridge);
    // Newton's step can overshoot where a pattern is nearly sure.
    while (
      !(next.likelihood >= now.likelihood - 1e-9 * Math.abs(now.likelihood)) &&
      length > 1e-4
    ) {
      length /= 2;
      next = stepAt(patterns, moved(beta, direction, length), ridge);
    }
    beta = moved(beta, direction, length);
    converged = Math.max(...direction.map((d) => Math.abs(d))) * length < 1e-9;
    now = next;
  }
  const lower = cholesky(now.information);
  if (!lower) return null;
  const covariance = choleskyInverse(lower);
  return {
    coefficients: beta,
    covariance,
    clustered: sandwich(patterns, beta, covariance),
    converged,
    separated: now.extreme > sure,
  };
}

const moved = (beta: readonly number[], direction: readonly number[], length: number): number[] =>
  beta.map((b, i) => b + length * (direction[i] ?? 0));

const linear = (x: readonly number[], beta: readonly number[]): number =>
  x.reduce((sum, value, i) => sum + value * (beta[i] ?? 0), 0);

const expit = (eta: number): number => 1 / (1 + Math.exp(-eta));

/** log(1 + exp(x)) without overflow. */
const softplus = (x: number): number => (x > 30 ? x : Math.log1p(Math.exp(x)));

function stepAt(patterns: readonly Pattern[], beta: readonly number[], ridge: number): Step {
  const size = beta.length;
  const gradient = zeros(size);
  const information = zeroMatrix(size);
  let likelihood = 0;
  let extreme = 0;
  for (const { x, trials, events } of patterns) {
    const eta = linear(x, beta);
    const p = expit(eta);
    const weight = trials * p * (1 - p);
    likelihood -= events * softplus(-eta) + (trials - events) * softplus(eta);
    if (trials > 0) extreme = Math.max(extreme, Math.abs(eta));
    for (let i = 0; i < size; i++) {
      const xi = x[i] ?? 0;
      if (xi === 0) continue;
      gradient[i] = (gradient[i] ?? 0) + xi * (events - trials * p);
      const row = information[i] as number[];
      for (let j = 0; j < size; j++) row[j] = (row[j] ?? 0) + weight * xi * (x[j] ?? 0);
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

function sandwich(
  patterns: readonly Pattern[],
  beta: readonly number[],
  bread: readonly (readonly number[])[],
): number[][] | null {
  const scores = new Map<string | number, number[]>();
  for (const { x, trials, events, cluster } of patterns) {
    if (cluster === undefined) return null;
    const residual = events - trials * expit(linear(x, beta));
    const score = scores.get(cluster) ?? x.map(() => 0);
    for (const [i, value] of x.entries()) score[i] = (score[i] ?? 0) + value * residual;
    scores.set(cluster, score);
  }
  const groups = scores.size;
  if (groups < 2) return null;
  const size = beta.length;
  const result = zeroMatrix(size);
  for (const score of scores.values()) {
    const half = bread.map((row) => linear(row, score));
    for (let i = 0; i < size; i++) {
      const row = result[i] as number[];
      for (let j = 0; j < size; j++) {
        row[j] = (row[j] ?? 0) + ((half[i] ?? 0) * (half[j] ?? 0) * groups) / (groups - 1);
      }
    }
  }
  return result;
}
