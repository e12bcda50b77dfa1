/**
 * What crosses walls: schemas and types of events, consent, sites, reports and errors.
 *
 * @module
 */
export * from './account.ts';
export * from './action.ts';
export * from './batch.ts';
export { startOfDay, zoneOffset } from './calendar.ts';
export { checkedEvent } from './check/check-event.ts';
export * from './consent.ts';
export * from './console.ts';
export * from './entry-media.ts';
export * from './errors.ts';
export * from './event.ts';
export * from './findings-watch.ts';
export * from './hook.ts';
export * from './journey.ts';
export * from './kept.ts';
export * from './language.ts';
export * from './limits.ts';
export * from './phone.ts';
export * from './privacy.ts';
export * from './profile.ts';
export * from './report/breakdown.ts';
export * from './registry/index.ts';
export * from './report/attribution.ts';
export * from './report/channels.ts';
export * from './report/common.ts';
export * from './report/compare.ts';
export * from './report/drop-off.ts';
export * from './report/feedback.ts';
export * from './report/findings.ts';
export * from './report/forms.ts';
export * from './report/funnel.ts';
export * from './report/index.ts';
export * from './report/journeys.ts';
export * from './report/make-or-break.ts';
export * from './report/paths.ts';
export * from './report/personas.ts';
export * from './report/phases.ts';
export * from './report/re-entry.ts';
export { refusedParts } from './report/refusals.ts';
export type { RefusedPart } from './report/refusals.ts';
export * from './report/segment-fields.ts';
export * from './report/step-matrix.ts';
export * from './report/time-spread.ts';
export * from './report/time-to-convert.ts';
export * from './report/topics.ts';
export * from './report/transitions.ts';
export * from './report/trends.ts';
export * from './report/variants.ts';
export * from './safe-json.ts';
export * from './segment.ts';
export * from './site.ts';
export * from './time.ts';
export * from './token.ts';
export * from './well-formed-json.ts';
export * from './words.ts';
