/**
 * Questions at the touchpoint: a small prompt, by rule, with consent.
 *
 * @module
 */
export { connectFeedback } from './connect.ts';
export type { ConnectFeedbackOptions, FeedbackConnection } from './connect.ts';
export type { FeedbackRule } from './rule.ts';
export type { FeedbackTexts } from './texts.ts';
