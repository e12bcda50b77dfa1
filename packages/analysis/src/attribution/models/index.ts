/**
 * Models of attribution on counted paths: pure functions, each with its source.
 *
 * @module
 */
export { chainOf, chainPlan, windowsOf } from './chain-of.ts';
export { markov } from './markov.ts';
export type { MarkovResult } from './markov.ts';
export type { Chain } from './chain.ts';
export { dealtSteps, leastLoss, orderLoss, orders } from './choose-order.ts';
export type { FoldedStep, OrderLoss } from './choose-order.ts';
export { leaveOneOutCredits, leaveOneOutPlan } from './leave-one-out.ts';
export { toPathSet } from './path-set.ts';
export type { Credits, PathCount, PathRow, PathSet } from './path-set.ts';
export { positionWeights, uShares, wShares } from './position-weights.ts';
export type { PositionShares } from './position-weights.ts';
export { ruleCredits, ruleWeights } from './rule-models.ts';
export type { RuleModel, RuleOptions } from './rule-models.ts';
export { mostExact, mostSampled, shapley } from './shapley.ts';
export type { ShapleyResult } from './shapley.ts';
export { timeDecayWeights } from './time-decay.ts';
export { mergeRepeats, transformPath } from './transform.ts';
export type { PathTransform } from './transform.ts';
