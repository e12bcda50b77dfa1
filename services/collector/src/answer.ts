import { errorBody, errorStatus, safeJson } from '@touchtrail/contract';
import type { ErrorCode } from '@touchtrail/contract';

/** A JSON answer that is never cached nor sniffed. */
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
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  });

const retryAfterSeconds: Partial<Record<ErrorCode, string>> = {
  too_many_requests: '5',
  store_unavailable: '5',
  spool_full: '30',
};

/** An error answer by the contract, with `Retry-After` where trying again helps. */
export function errorAnswer(
  code: ErrorCode,
  message: string,
  hint: string,
  extra: { body?: object; headers?: Readonly<Record<string, string>> } = {},
): Response {
  const retryAfter = retryAfterSeconds[code];
  return jsonAnswer(
    errorStatus[code],
    { ...errorBody(code, message, hint), ...extra.body },
    { ...(retryAfter !== undefined && { 'retry-after': retryAfter }), ...extra.headers },
  );
}
