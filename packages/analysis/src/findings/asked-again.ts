import { findingsParametersSchema } from '@touchtrail/contract';
import type { FindingsParameters } from '@touchtrail/contract';

/** Reports that are asked with the horizon of the findings. */
const withHorizon: ReadonlySet<string> = new Set([
  'make-or-break',
  're-entry',
  'feedback',
  'topics',
]);

const usual = findingsParametersSchema.parse({ site: 'any' });

const ms = (duration: number): string => `${duration}ms`;

/**
 * Parameters that ask a report of what the findings are about, as in its address; what is as usual is
 * left out.
 */
export function askedAgain(report: string, given: FindingsParameters): Record<string, string> {
  const { site, from, to, timezone, subject, goal, start, journey, segment } = given;
  const { includeBots, includeBackstage } = given;
  const { visitGap, abandonmentGap, abandonmentGaps, inactivityLimit, horizon } = given;
  return {
    site,
    ...(from !== undefined && { from: new Date(from).toISOString() }),
    ...(to !== undefined && { to: new Date(to).toISOString() }),
    ...(timezone !== undefined && { timezone }),
    ...(subject !== 'person' && { subject }),
    ...(goal.length > 0 && { goal: goal.join(',') }),
    ...(start.length > 0 && { start: start.join(',') }),
    ...(journey !== undefined && { journey }),
    ...(segment.length > 0 && {
      segment: JSON.stringify(segment.map((each) => ('saved' in each ? `@${each.saved}` : each))),
    }),
    ...(visitGap !== usual.visitGap && { visitGap: ms(visitGap) }),
    ...(abandonmentGap !== undefined && { abandonmentGap: ms(abandonmentGap) }),
    ...(abandonmentGaps !== undefined && {
      abandonmentGaps: Object.entries(abandonmentGaps)
        .map(([key, gap]) => `${key}=${typeof gap === 'number' ? ms(gap) : gap}`)
        .join(','),
    }),
    ...(inactivityLimit !== undefined && { inactivityLimit: ms(inactivityLimit) }),
    ...(includeBots && { includeBots: 'true' }),
    ...(includeBackstage && { includeBackstage: 'true' }),
    ...(withHorizon.has(report) && horizon !== usual.horizon && { horizon: ms(horizon) }),
  };
}
