import { errorSummary, isStoreError } from '@touchtrail/store';
import { errorAnswer } from './answer.ts';
import type { Metrics } from './metrics.ts';
import { RequestProblem } from './read-body.ts';

// A page must be able to read why it was refused, or its SDK would send the same batch for ever. An
// answer with an error holds nothing secret, and there are no credentials.
export const readableByAll = {
  'access-control-allow-origin': '*',
  // Else a page of another origin could not read how long to wait.
  'access-control-expose-headers': 'retry-after',
};

const spoolCodes: ReadonlySet<string> = new Set(['disk_full', 'spool_full', 'spool_failed']);

export interface ProblemDeps {
  metrics: Metrics;
  /** Called when a right request could not be made durable, with the reason. */
  onRefused: (why: string) => void;
}

/** The answer to a request that was refused or could not be taken. */
export function problemAnswer(error: unknown, { metrics, onRefused }: ProblemDeps): Response {
  if (error instanceof RequestProblem) {
    const { code, message, hint, closes, retryAfter } = error;
    metrics.add('touchtrail_requests_refused_total', 1, { code });
    return errorAnswer(code, message, hint, {
      headers: {
        ...readableByAll,
        ...(closes && { connection: 'close' }),
        ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      },
    });
  }
  onRefused(errorSummary(error));
  if (isStoreError(error, 'unreachable')) {
    return errorAnswer(
      'store_unavailable',
      'The service cannot take events now: what it needs to check them is in ClickHouse, which does not answer.',
      'Keep the events and send them again later. Operators: /readyz says why.',
      { headers: readableByAll },
    );
  }
  return isStoreError(error) && spoolCodes.has(error.code)
    ? errorAnswer(
        'spool_full',
        'The service cannot take events now: its disk or its spool is full.',
        'Keep the events and send them again later. Operators: free disk space.',
        { headers: readableByAll },
      )
    : errorAnswer(
        'store_unavailable',
        'The service cannot take events now.',
        'Keep the events and send them again later.',
        { headers: readableByAll },
      );
}
