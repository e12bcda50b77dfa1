import { ReportError } from '@touchtrail/analysis';
import { SiteConflict, VersionConflict, isStoreError, siteVersion } from '@touchtrail/store';
import { ConsoleProblem } from './answer.ts';

const retry = { headers: { 'retry-after': '5' } };

/**
 * What a caught error means to the one who asked; `undefined` when it is a fault of ours, whose text
 * must not leave the log.
 */
export function toProblem(error: unknown): ConsoleProblem | undefined {
  if (error instanceof ConsoleProblem) return error;
  if (error instanceof ReportError) {
    const code = error.code === 'unknown_report' ? 'not_found' : 'invalid_parameters';
    return new ConsoleProblem(code, error.message, error.hint, {
      extra: { issues: error.problems },
    });
  }
  if (!isStoreError(error)) return undefined;
  if (error instanceof VersionConflict) {
    return new ConsoleProblem('conflict', error.message, error.hint, {
      extra: { current: error.current },
    });
  }
  if (error instanceof SiteConflict) {
    const { current } = error;
    return new ConsoleProblem('conflict', error.message, error.hint, {
      extra: { current: { ...current, version: siteVersion(current) } },
    });
  }
  if (error.code === 'site_exists') {
    return new ConsoleProblem('conflict', error.message, 'Choose another id or name.');
  }
  if (error.code === 'query_too_heavy') {
    return new ConsoleProblem('query_too_heavy', error.message, error.hint, retry);
  }
  if (
    error.code === 'person_unknown' ||
    error.code === 'request_unknown' ||
    error.code === 'not_restricted' ||
    error.code === 'segment_unknown' ||
    error.code === 'journey_unknown' ||
    error.code === 'watch_unknown' ||
    error.code === 'action_unknown' ||
    error.code === 'view_unknown' ||
    error.code === 'annotation_unknown' ||
    error.code === 'registry_unknown' ||
    error.code === 'token_unknown' ||
    error.code === 'not_linked' ||
    error.code === 'not_blocked'
  ) {
    return new ConsoleProblem('not_found', error.message, error.hint);
  }
  if (error.code === 'invalid_attributes') {
    return new ConsoleProblem('invalid_parameters', error.message, error.hint);
  }
  if (error.code === 'cancelled') {
    // Nobody waits for this answer any more.
    return new ConsoleProblem('request_timeout', 'The request was given up.', 'Ask again.');
  }
  if (error.code === 'unreachable' || error.code === 'engine_failed' || error.code === 'closed') {
    return new ConsoleProblem(
      'store_unavailable',
      'ClickHouse does not answer.',
      'Try again in a moment; `touchtrail doctor` says what is wrong.',
      retry,
    );
  }
  return undefined;
}
