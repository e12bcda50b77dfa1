import type { ReportName, ReportTypes, Site } from '@touchtrail/contract';
import type { Reader } from '@touchtrail/store';
import type { Cohort } from './base/scope.ts';
import { channels } from './channels/index.ts';
import { dropOff } from './drop-off/index.ts';
import { feedback } from './feedback/index.ts';
import { funnel } from './funnel/index.ts';
import { journeys } from './journeys/index.ts';
import { paths } from './paths/index.ts';
import { reEntry } from './re-entry/index.ts';

/** What a report needs from outside. */
export interface ReportContext {
  reader: Reader;
  site: Site;
  /** Epoch ms. Only stamps the answer; all figures are measured at the end of the data. */
  clock: () => number;
  signal?: AbortSignal;
  /** Only journeys that began in this span; their later touches count, however late. */
  cohort?: Cohort;
}

type Reports = {
  [Name in ReportName]: (
    parameters: ReportTypes[Name]['parameters'],
    context: ReportContext,
  ) => Promise<ReportTypes[Name]>;
};

/** Every report by its name. */
export const reports: Reports = {
  journeys,
  funnel,
  paths,
  'drop-off': dropOff,
  're-entry': reEntry,
  channels,
  feedback,
};
