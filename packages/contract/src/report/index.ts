import { channelsParametersSchema } from './channels.ts';
import type { ChannelsParameters, ChannelsResult } from './channels.ts';
import type { Report } from './common.ts';
import { dropOffParametersSchema } from './drop-off.ts';
import type { DropOffParameters, DropOffResult } from './drop-off.ts';
import { feedbackParametersSchema } from './feedback.ts';
import type { FeedbackParameters, FeedbackResult } from './feedback.ts';
import { funnelParametersSchema } from './funnel.ts';
import type { FunnelParameters, FunnelResult } from './funnel.ts';
import { journeysParametersSchema } from './journeys.ts';
import type { JourneysParameters, JourneysResult } from './journeys.ts';
import { pathsParametersSchema } from './paths.ts';
import type { PathsParameters, PathsResult } from './paths.ts';
import { reEntryParametersSchema } from './re-entry.ts';
import type { ReEntryParameters, ReEntryResult } from './re-entry.ts';

/** Parameter schema of each report, by the name it has in URLs and on the command line. */
export const reportParameters = {
  journeys: journeysParametersSchema,
  funnel: funnelParametersSchema,
  paths: pathsParametersSchema,
  'drop-off': dropOffParametersSchema,
  're-entry': reEntryParametersSchema,
  channels: channelsParametersSchema,
  feedback: feedbackParametersSchema,
} as const;
export type ReportName = keyof typeof reportParameters;
export const reportNames = Object.keys(reportParameters) as ReportName[];

export interface ReportTypes {
  journeys: Report<'journeys', JourneysParameters, JourneysResult>;
  funnel: Report<'funnel', FunnelParameters, FunnelResult>;
  paths: Report<'paths', PathsParameters, PathsResult>;
  'drop-off': Report<'drop-off', DropOffParameters, DropOffResult>;
  're-entry': Report<'re-entry', ReEntryParameters, ReEntryResult>;
  channels: Report<'channels', ChannelsParameters, ChannelsResult>;
  feedback: Report<'feedback', FeedbackParameters, FeedbackResult>;
}
