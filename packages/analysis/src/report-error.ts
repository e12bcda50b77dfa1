/**
 * Why a report could not be computed.
 *
 * - `unknown_report`: there is no report of that name.
 * - `invalid_parameters`: a parameter is missing or not in its form.
 *
 * What the engine refuses (too heavy, unreachable, cancelled) is thrown by the reader as `StoreError`.
 */
export type ReportErrorCode = 'unknown_report' | 'invalid_parameters';

/** One parameter that is not right: where it stands, and what it must be. */
export interface ParameterProblem {
  parameter: string;
  message: string;
}

/** The one error of this package. `message` says what is wrong, `hint` the way out. */
export class ReportError extends Error {
  readonly code: ReportErrorCode;
  readonly hint: string;
  readonly problems: readonly ParameterProblem[];

  constructor(
    code: ReportErrorCode,
    message: string,
    hint: string,
    problems: readonly ParameterProblem[] = [],
  ) {
    super(message);
    this.name = 'ReportError';
    this.code = code;
    this.hint = hint;
    this.problems = problems;
  }
}
