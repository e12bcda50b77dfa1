import { reportParameters } from '@touchtrail/contract';
import type { ReportName, ReportTypes } from '@touchtrail/contract';
import { ReportError } from './report-error.ts';
import type { ParameterProblem } from './report-error.ts';

function invalid(name: ReportName, problems: ParameterProblem[]): ReportError {
  const text = problems.map((problem) => `${problem.parameter}: ${problem.message}`).join('; ');
  return new ReportError(
    'invalid_parameters',
    `The report ${name} cannot be computed: ${text}.`,
    'Correct the parameters named and ask again.',
    problems,
  );
}

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
  const parsed = reportParameters[name].safeParse({ ...parameters, site });
  if (!parsed.success) {
    throw invalid(
      name,
      parsed.error.issues.map((issue) => ({
        parameter: issue.path.join('.') || name,
        message: issue.message,
      })),
    );
  }
  const { from, to } = parsed.data;
  if (from !== undefined && to !== undefined && to <= from) {
    throw invalid(name, [{ parameter: 'to', message: 'must be after from (it is exclusive)' }]);
  }
  return parsed.data as ReportTypes[Name]['parameters'];
}
