import type { Language, PlainReport, ReportName, ReportTypes, Site } from '@touchtrail/contract';
import type { FoundTopics, QueryProgress, Reader } from '@touchtrail/store';
import type { AskedJourney } from './base/saved-journey.ts';
import type { Cohort } from './base/scope.ts';
import { attribution } from './attribution/index.ts';
import { channels } from './channels/index.ts';
import { compare } from './compare/index.ts';
import type { RunPlain } from './derived/run.ts';
import { dropOff } from './drop-off/index.ts';
import { feedback } from './feedback/index.ts';
import { findings } from './findings/index.ts';
import { forms } from './forms/index.ts';
import { funnel } from './funnel/index.ts';
import { journeys } from './journeys/index.ts';
import { makeOrBreak } from './make-or-break/index.ts';
import { paths } from './paths/index.ts';
import { personas } from './personas/index.ts';
import { phases } from './phases/index.ts';
import { parseParameters } from './parse-parameters.ts';
import { reEntry } from './re-entry/index.ts';
import { withSavedSegments } from './segments/saved.ts';
import { stepMatrix } from './step-matrix/index.ts';
import { tidied } from './base/tidied.ts';
import { timeToConvert } from './time-to-convert/index.ts';
import { topics } from './topics/index.ts';
import { transitions } from './transitions/index.ts';
import { trends } from './trends/index.ts';
import { variants } from './variants/index.ts';

/** What a report needs from outside. */
export interface ReportContext {
  reader: Reader;
  site: Site;
  /** Epoch ms. Only stamps the answer; all figures are measured at the end of the data. */
  clock: () => number;
  signal?: AbortSignal;
  /** Told of what takes longer than two seconds: what was read of how much, and since when. */
  onProgress?: (progress: QueryProgress) => void;
  /** Only journeys that began in this span; their later touches count, however late. */
  cohort?: Cohort;
  /** Whether the answer may have what people wrote. Default: it may. */
  texts?: boolean;
  /** Told how far a report is that is made in several runs. */
  progress?: (done: number, of: number) => void;
  /** Keeps topics that were found in comments, so that they have the same keys the next time. */
  keepTopics?: FoundTopics['keep'];
  /** The saved journey that was asked for. */
  journey?: AskedJourney;
  /** What definitions, warnings and other texts are told in; figures know nothing of it. Default: `en`. */
  language?: Language;
  /** Takes what is to be done when the report is over, however it ends. */
  atEnd?: (task: () => Promise<void>) => void;
}

type Reports<Names extends ReportName> = {
  [Name in Names]: (
    parameters: ReportTypes[Name]['parameters'],
    context: ReportContext,
  ) => Promise<ReportTypes[Name]>;
};

const plain: Reports<PlainReport> = {
  journeys,
  funnel,
  paths,
  'drop-off': dropOff,
  're-entry': reEntry,
  channels,
  feedback,
  topics,
  attribution,
  forms,
  'time-to-convert': timeToConvert,
  variants,
  transitions,
  'step-matrix': stepMatrix,
  'make-or-break': makeOrBreak,
  phases,
  personas,
};

const runPlain: RunPlain = async (name, parameters, context) => {
  const run = plain[name] as (
    parameters: unknown,
    context: ReportContext,
  ) => Promise<ReportTypes[PlainReport]>;
  const { reader, clock, site } = context;
  const parsed = parseParameters(name, parameters, site.id);
  const asked = await withSavedSegments(parsed, { reader, clock, site: site.id });
  return tidied(context, (own) => run(asked, own));
};

/** Every report by its name. */
export const reports: Reports<ReportName> = {
  ...plain,
  trends: trends(runPlain),
  compare: compare(runPlain),
  findings: findings(runPlain),
};
