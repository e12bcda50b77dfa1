import { derivedReports, gatheredReports, reportNames } from '@touchtrail/contract';
import type { CommonParameters, PlainReport, ReportTypes } from '@touchtrail/contract';
import { prepare } from '../base/prepare.ts';
import type { Prepared } from '../base/prepare.ts';
import { ReportError } from '../report-error.ts';
import type { ReportContext } from '../reports.ts';

/** Computes one of the reports that answer from the events. */
export type RunPlain = (
  name: PlainReport,
  parameters: Readonly<Record<string, unknown>>,
  context: ReportContext,
) => Promise<ReportTypes[PlainReport]>;

/** Of a report that is asked for its figures alone: nothing that costs and is none of them. */
export const figuresAlone = { list: 0, painPoints: false } as const;

/** Reports that others can be made of. */
const plainReports = reportNames.filter(
  (name): name is PlainReport =>
    name !== 'personas' &&
    !([...derivedReports, ...gatheredReports] as readonly string[]).includes(name),
);

/** Reports that bring along what others are asked for here, or have nothing that could be held side by side. */
const instead: Readonly<Record<string, string>> = {
  topics: 'Topics have their own trend and alerts: ask for the report topics.',
  personas:
    'Personas of two spans of time or two segments are not the same groups: save one as a segment (touchtrail persona name … --segment KEY) and follow or compare that.',
  findings: 'Findings say themselves what is new, ongoing and gone: ask for the report findings.',
};

/** The report whose figures are asked for, or what may be asked instead. */
export function plainReport(
  asked: string,
  name: string,
  allowed: readonly PlainReport[] = plainReports,
): PlainReport {
  const found = allowed.find((known) => known === asked);
  if (found) return found;
  throw new ReportError(
    'invalid_parameters',
    `The report ${name} cannot be computed: report: ${JSON.stringify(asked).slice(0, 100)} is none that it can be made of.`,
    Object.hasOwn(instead, asked) ? (instead[asked] ?? '') : `Take one of: ${allowed.join(', ')}.`,
    [{ parameter: 'report', message: `must be one of: ${allowed.join(', ')}` }],
  );
}

/**
 * What all runs share: the limits of silence are learned once, from everybody in the range, so that a
 * difference between two runs is none of their limits.
 */
export async function sharedLimits(
  parameters: CommonParameters,
  context: ReportContext,
): Promise<{ prepared: Prepared; limits: Record<string, number> }> {
  const prepared = await prepare({ ...parameters, segment: [] }, context, { needsGap: true });
  return {
    prepared,
    limits: {
      abandonmentGap: prepared.abandonmentGapMs,
      inactivityLimit: prepared.inactivityLimitMs,
    },
  };
}
