import { saidOf } from '@touchtrail/contract';
import type { Language, Said } from '@touchtrail/contract';

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
export interface ParameterProblem<Text = string> {
  parameter: string;
  message: Text;
}

/** What is said to the one who asked, in one language. */
export interface Refusal {
  message: string;
  hint: string;
  problems: readonly ParameterProblem[];
}

/**
 * The one error of this package. `message` says what is wrong, `hint` the way out, both in English;
 * `inLanguage` says the same in another one.
 *
 * @example
 * error.inLanguage('de').message;
 */
export class ReportError extends Error {
  readonly code: ReportErrorCode;
  readonly hint: string;
  readonly problems: readonly ParameterProblem[];
  readonly inLanguage: (language: Language) => Refusal;

  constructor(
    code: ReportErrorCode,
    message: Said | string,
    hint: Said | string,
    problems: readonly ParameterProblem<Said | string>[] = [],
  ) {
    const inLanguage = (language: Language): Refusal => ({
      message: saidOf(message)[language],
      hint: saidOf(hint)[language],
      problems: problems.map((problem) => ({
        parameter: problem.parameter,
        message: saidOf(problem.message)[language],
      })),
    });
    const english = inLanguage('en');
    super(english.message);
    this.name = 'ReportError';
    this.code = code;
    this.hint = english.hint;
    this.problems = english.problems;
    this.inLanguage = inLanguage;
  }
}
