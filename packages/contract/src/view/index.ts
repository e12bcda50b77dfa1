/**
 * What the address of the dashboard says, and what is asked because of it: read by the page and by the
 * service that sends it. Free of schemas, so that the page stays small.
 *
 * @module
 */
export { languages } from '../language.ts';
export type { Language } from '../language.ts';
export { adjustments, noValue, otherValues, purposes } from '../words.ts';
export type { Adjustment } from '../words.ts';
export * from './first-language.ts';
export * from './question.ts';
export * from './range.ts';
export * from './view-behind.ts';
export * from './view-options.ts';
export * from './view-segment.ts';
export * from './view-state.ts';
