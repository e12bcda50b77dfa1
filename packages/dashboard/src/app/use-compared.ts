import type { ReportName, ReportTypes } from '@touchtrail/contract';
import { compareParameters } from './compare.ts';
import { commonParameters, view } from './state.ts';
import { useReport } from './use-report.ts';
import type { ReportState } from './use-report.ts';

/** A comparison on its way; null: none is asked for, or there is nothing to compare with. */
export type Comparison = ReportState<ReportTypes['compare']> | null;

/**
 * Asks what a report says otherwise on the other side of the view.
 *
 * @param parameters of the report, as the screen asks it; null: not to be asked yet.
 */
export function useCompared(
  report: ReportName,
  parameters: Record<string, unknown> | null = {},
): Comparison {
  const other = compareParameters.value;
  const base = commonParameters.value;
  const wanted = view.value.compare !== null && base && other && parameters;
  const state = useReport(
    'compare',
    wanted ? { rows: 40, ...base, ...parameters, ...other, report } : null,
  );
  return wanted ? state : null;
}
