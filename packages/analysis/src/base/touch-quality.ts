import type { Scope } from './scope.ts';

/** Page loads and answers that count as slow, ms: "poor" of the web vitals (web.dev/articles/vitals). */
const slowLoad = 4_000;
const slowAnswer = 500;

/** What an interaction within a touch said of it, such as the leaving of the page. */
const within = (scope: Scope, condition: string): string => `event_id IN (
    SELECT assumeNotNull(parent_id) FROM events
    WHERE site_id = {site:String} AND type = 'interaction' AND parent_id IS NOT NULL AND NOT (${scope.isBot}) AND ${condition})`;

const orWithin = (scope: Scope, condition: string): string =>
  `${condition} OR ${within(scope, condition)}`;

/** SQL on a touch: errors or rage clicks were counted at it. */
export const hasFailedSql = (scope: Scope): string =>
  orWithin(scope, '(ifNull(errors, 0) > 0 OR ifNull(rage_clicks, 0) > 0)');

/** SQL on a touch: its page loaded or answered slowly. */
export const wasSlowSql = (scope: Scope): string =>
  orWithin(scope, `(ifNull(lcp_ms, 0) > ${slowLoad} OR ifNull(inp_ms, 0) > ${slowAnswer})`);
