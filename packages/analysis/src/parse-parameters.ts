import { refusedParts, reportParameters } from '@touchtrail/contract';
import type { ReportName, ReportTypes } from '@touchtrail/contract';
import { afterFrom, cannotCompute } from './base/refusals.ts';

/**
 * Parameters of a report, defaults filled in.
 *
 * @throws ReportError `invalid_parameters`
 */
export function parseParameters<Name extends ReportName>(
  name: Name,
  parameters: Readonly<Record<string, unknown>>,
  site: string,
): ReportTypes[Name]['parameters'] {
  const given = { ...parameters, site };
  const parsed = reportParameters[name].safeParse(given);
  if (!parsed.success) {
    throw cannotCompute(
      name,
      refusedParts(reportParameters[name], given).map(({ path, message }) => ({
        parameter: path.join('.') || name,
        message,
      })),
    );
  }
  const { from, to } = parsed.data;
  if (from !== undefined && to !== undefined && to <= from) {
    throw cannotCompute(name, [{ parameter: 'to', message: afterFrom }]);
  }
  return parsed.data as ReportTypes[Name]['parameters'];
}
