import type { ReportName, ReportTypes, Site } from '@touchtrail/contract';
import type { Reader } from '@touchtrail/store';

/** What a report needs from outside. */
export interface ReportContext {
  reader: Reader;
  site: Site;
  /** Epoch ms. Only stamps the answer; all figures are measured at the end of the data. */
  clock: () => number;
  signal?: AbortSignal;
}

type Reports = {
  [Name in ReportName]: (
    parameters: ReportTypes[Name]['parameters'],
    context: ReportContext,
  ) => Promise<ReportTypes[Name]>;
};

const notYet = async (): Promise<never> => {
  throw new Error('This report is not computed yet.');
};

/** Every report by its name. */
export const reports: Reports = {
  journeys: notYet,
  funnel: notYet,
  paths: notYet,
  'drop-off': notYet,
  're-entry': notYet,
};
