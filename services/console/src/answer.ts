import { errorBody, errorStatus, safeJson } from '@touchtrail/contract';
import type { ErrorCode, Language, Said } from '@touchtrail/contract';

/** A JSON answer that is never cached. */
export const jsonAnswer = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(safeJson(body), {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...headers,
    },
  });

/** A part of what was sent that is wrong: where, and what it must be. */
export interface Issue {
  parameter: string;
  message: Said;
}

interface ProblemOptions {
  /** What else the answer holds. */
  extra?: object;
  headers?: Readonly<Record<string, string>>;
  issues?: readonly Issue[];
}

/**
 * A request that is refused, with what its sender is told: `message` and `hint` in English, `inLanguage` the
 * whole answer in another one.
 */
export class ConsoleProblem extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly inLanguage: (language: Language) => { message: string; hint: string; extra: object };
  constructor(
    code: ErrorCode,
    message: Said,
    hint: Said,
    { extra = {}, headers = {}, issues }: ProblemOptions = {},
  ) {
    const inLanguage = (language: Language) => ({
      message: message[language],
      hint: hint[language],
      extra: {
        ...extra,
        ...(issues && {
          issues: issues.map((issue) => ({ ...issue, message: issue.message[language] })),
        }),
      },
    });
    const english = inLanguage('en');
    super(english.message);
    this.name = 'ConsoleProblem';
    this.code = code;
    this.hint = english.hint;
    this.headers = headers;
    this.inLanguage = inLanguage;
  }
}

/** The error answer of a refused request, by the contract, in a language. */
export function problemAnswer(problem: ConsoleProblem, language: Language): Response {
  const { message, hint, extra } = problem.inLanguage(language);
  return jsonAnswer(
    errorStatus[problem.code],
    { ...errorBody(problem.code, message, hint), ...extra },
    { 'content-language': language, ...problem.headers },
  );
}
