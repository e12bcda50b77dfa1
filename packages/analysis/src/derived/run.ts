import { derivedReports, gatheredReports, reportNames } from '@touchtrail/contract';
import type { CommonParameters, PlainReport, ReportTypes } from '@touchtrail/contract';
import { prepare } from '../base/prepare.ts';
import type { Prepared } from '../base/prepare.ts';
import { cannotCompute } from '../base/refusals.ts';
import { words } from '../base/words.ts';
import type { Said } from '../base/words.ts';
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

const say = words({
  'Topics have their own trend and alerts: ask for the report topics.':
    'Themen haben ihren eigenen Verlauf und ihre Hinweise: Fragen Sie nach dem Bericht topics.',
  'Personas of two spans of time or two segments are not the same groups: save one as a segment (touchtrail persona name … --segment KEY) and follow or compare that.':
    'Personas zweier Zeiträume oder zweier Segmente sind nicht dieselben Gruppen: Speichern Sie eine als Segment (touchtrail persona name … --segment KEY) und verfolgen oder vergleichen Sie dieses.',
  'Findings say themselves what is new, ongoing and gone: ask for the report findings.':
    'Befunde sagen selbst, was neu, andauernd und vorbei ist: Fragen Sie nach dem Bericht findings.',
  '{asked} is none that it can be made of': '{asked} ist keiner, aus dem er sich machen lässt',
  'must be one of: {known}': 'muss einer sein von: {known}',
  'Take one of: {known}.': 'Nehmen Sie einen von: {known}.',
});

/** Reports that bring along what others are asked for here, or have nothing that could be held side by side. */
const instead: Readonly<Record<string, Said>> = {
  topics: say('Topics have their own trend and alerts: ask for the report topics.'),
  personas: say(
    'Personas of two spans of time or two segments are not the same groups: save one as a segment (touchtrail persona name … --segment KEY) and follow or compare that.',
  ),
  findings: say(
    'Findings say themselves what is new, ongoing and gone: ask for the report findings.',
  ),
};

/** The report whose figures are asked for, or what may be asked instead. */
export function plainReport(
  asked: string,
  name: string,
  allowed: readonly PlainReport[] = plainReports,
): PlainReport {
  const found = allowed.find((known) => known === asked);
  if (found) return found;
  const known = allowed.join(', ');
  throw cannotCompute(
    name,
    [{ parameter: 'report', message: say('must be one of: {known}', { known }) }],
    (Object.hasOwn(instead, asked) ? instead[asked] : undefined) ??
      say('Take one of: {known}.', { known }),
    say('{asked} is none that it can be made of', { asked: JSON.stringify(asked).slice(0, 100) }),
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
