import { attributionParametersSchema } from './attribution.ts';
import type { AttributionParameters, AttributionResult } from './attribution.ts';
import { channelsParametersSchema } from './channels.ts';
import type { ChannelsParameters, ChannelsResult } from './channels.ts';
import type { Report } from './common.ts';
import { compareParametersSchema } from './compare.ts';
import type { CompareParameters, CompareResult } from './compare.ts';
import { dropOffParametersSchema } from './drop-off.ts';
import type { DropOffParameters, DropOffResult } from './drop-off.ts';
import { feedbackParametersSchema } from './feedback.ts';
import type { FeedbackParameters, FeedbackResult } from './feedback.ts';
import { findingsParametersSchema } from './findings.ts';
import type { FindingsParameters, FindingsResult } from './findings.ts';
import { formsParametersSchema } from './forms.ts';
import type { FormsParameters, FormsResult } from './forms.ts';
import { funnelParametersSchema } from './funnel.ts';
import type { FunnelParameters, FunnelResult } from './funnel.ts';
import { journeysParametersSchema } from './journeys.ts';
import type { JourneysParameters, JourneysResult } from './journeys.ts';
import { makeOrBreakParametersSchema } from './make-or-break.ts';
import type { MakeOrBreakParameters, MakeOrBreakResult } from './make-or-break.ts';
import { pathsParametersSchema } from './paths.ts';
import type { PathsParameters, PathsResult } from './paths.ts';
import { personasParametersSchema } from './personas.ts';
import type { PersonasParameters, PersonasResult } from './personas.ts';
import { phasesParametersSchema } from './phases.ts';
import type { PhasesParameters, PhasesResult } from './phases.ts';
import { reEntryParametersSchema } from './re-entry.ts';
import type { ReEntryParameters, ReEntryResult } from './re-entry.ts';
import { stepMatrixParametersSchema } from './step-matrix.ts';
import type { StepMatrixParameters, StepMatrixResult } from './step-matrix.ts';
import { timeToConvertParametersSchema } from './time-to-convert.ts';
import type { TimeToConvertParameters, TimeToConvertResult } from './time-to-convert.ts';
import { topicsParametersSchema } from './topics.ts';
import type { TopicsParameters, TopicsResult } from './topics.ts';
import { transitionsParametersSchema } from './transitions.ts';
import type { TransitionsParameters, TransitionsResult } from './transitions.ts';
import { trendsParametersSchema } from './trends.ts';
import type { TrendsParameters, TrendsResult } from './trends.ts';
import { variantsParametersSchema } from './variants.ts';
import type { VariantsParameters, VariantsResult } from './variants.ts';

/** Parameter schema of each report, by the name it has in URLs and on the command line. */
export const reportParameters = {
  journeys: journeysParametersSchema,
  funnel: funnelParametersSchema,
  paths: pathsParametersSchema,
  'drop-off': dropOffParametersSchema,
  're-entry': reEntryParametersSchema,
  channels: channelsParametersSchema,
  feedback: feedbackParametersSchema,
  topics: topicsParametersSchema,
  attribution: attributionParametersSchema,
  forms: formsParametersSchema,
  'time-to-convert': timeToConvertParametersSchema,
  variants: variantsParametersSchema,
  transitions: transitionsParametersSchema,
  'step-matrix': stepMatrixParametersSchema,
  'make-or-break': makeOrBreakParametersSchema,
  phases: phasesParametersSchema,
  personas: personasParametersSchema,
  trends: trendsParametersSchema,
  compare: compareParametersSchema,
  findings: findingsParametersSchema,
} as const;
export type ReportName = keyof typeof reportParameters;
/** Reports that are made of another report's figures. */
export const derivedReports = ['trends', 'compare'] as const;
/** Reports that put together what stands out in others. */
export const gatheredReports = ['findings'] as const;
/** Reports that answer from the events themselves. */
export type PlainReport = Exclude<
  ReportName,
  (typeof derivedReports)[number] | (typeof gatheredReports)[number]
>;
export const reportNames = Object.keys(reportParameters) as ReportName[];

export interface ReportTypes {
  journeys: Report<'journeys', JourneysParameters, JourneysResult>;
  funnel: Report<'funnel', FunnelParameters, FunnelResult>;
  paths: Report<'paths', PathsParameters, PathsResult>;
  'drop-off': Report<'drop-off', DropOffParameters, DropOffResult>;
  're-entry': Report<'re-entry', ReEntryParameters, ReEntryResult>;
  channels: Report<'channels', ChannelsParameters, ChannelsResult>;
  feedback: Report<'feedback', FeedbackParameters, FeedbackResult>;
  topics: Report<'topics', TopicsParameters, TopicsResult>;
  attribution: Report<'attribution', AttributionParameters, AttributionResult>;
  forms: Report<'forms', FormsParameters, FormsResult>;
  'time-to-convert': Report<'time-to-convert', TimeToConvertParameters, TimeToConvertResult>;
  variants: Report<'variants', VariantsParameters, VariantsResult>;
  transitions: Report<'transitions', TransitionsParameters, TransitionsResult>;
  'step-matrix': Report<'step-matrix', StepMatrixParameters, StepMatrixResult>;
  'make-or-break': Report<'make-or-break', MakeOrBreakParameters, MakeOrBreakResult>;
  phases: Report<'phases', PhasesParameters, PhasesResult>;
  personas: Report<'personas', PersonasParameters, PersonasResult>;
  trends: Report<'trends', TrendsParameters, TrendsResult>;
  compare: Report<'compare', CompareParameters, CompareResult>;
  findings: Report<'findings', FindingsParameters, FindingsResult>;
}
