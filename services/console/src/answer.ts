import { errorBody, errorStatus, safeJson } from '@touchtrail/contract';
import type { ErrorCode } from '@touchtrail/contract';

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

/** A request that is refused, with what its sender is told. */
export class ConsoleProblem extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly extra: object;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    code: ErrorCode,
    message: string,
    hint: string,
    options: { extra?: object; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.name = 'ConsoleProblem';
    this.code = code;
    this.hint = hint;
    this.extra = options.extra ?? {};
    this.headers = options.headers ?? {};
  }
}

/** The error answer of a refused request, by the contract. */
export const problemAnswer = (problem: ConsoleProblem): Response =>
  jsonAnswer(
    errorStatus[problem.code],
    { ...errorBody(problem.code, problem.message, problem.hint), ...problem.extra },
    problem.headers,
  );
