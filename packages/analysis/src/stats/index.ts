/**
 * Statistics, each a pure function with its source.
 *
 * @module
 */
export { aalenJohansen, incidenceAt } from './aalen-johansen.ts';
export type { IncidenceStep } from './aalen-johansen.ts';
export { adjustBenjaminiHochberg } from './benjamini-hochberg.ts';
export { chiSquaredUpperTail } from './chi-squared.ts';
export { eValue, riskRatioOf } from './e-value.ts';
export type { Estimate } from './estimate.ts';
export { gray } from './gray.ts';
export { kaplanMeier, survivalQuantile } from './kaplan-meier.ts';
export type { SurvivalStep } from './kaplan-meier.ts';
export { logistic } from './logistic.ts';
export type { LogisticFit, Pattern } from './logistic.ts';
export { logRank } from './log-rank.ts';
export type { GroupTest } from './log-rank.ts';
export { mantelHaenszel } from './mantel-haenszel.ts';
export type { OddsRatio, Stratum } from './mantel-haenszel.ts';
export { newcombe } from './newcombe.ts';
export { percentileInterval, poissonBounds, poissonWeight } from './poisson-bootstrap.ts';
export { quantile } from './quantile.ts';
export { randomFrom } from './random.ts';
export { toRiskRows } from './risk-rows.ts';
export type { Observation, RiskRow } from './risk-rows.ts';
export { spanBounds } from './span-bounds.ts';
export { wilson } from './wilson.ts';
