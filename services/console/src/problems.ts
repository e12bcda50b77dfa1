import { ReportError } from '@touchtrail/analysis';
import { words } from '@touchtrail/contract';
import type { Said } from '@touchtrail/contract';
import { RegistryConflict, RegistryError } from '@touchtrail/store';
import {
  KeptConflict,
  SiteConflict,
  VersionConflict,
  isStoreError,
  siteVersion,
} from '@touchtrail/store';
import { ConsoleProblem } from './answer.ts';

const say = words({
  'The request was given up.': 'Die Anfrage wurde aufgegeben.',
  'Ask again.': 'Fragen Sie noch einmal.',
  'ClickHouse does not answer.': 'ClickHouse antwortet nicht.',
  'Try again in a moment; `touchtrail doctor` says what is wrong.':
    'Versuchen Sie es gleich noch einmal; `touchtrail doctor` sagt, was fehlt.',
  'Something went wrong here.': 'Hier ging etwas schief.',
  'Try again; see the log.': 'Versuchen Sie es noch einmal; sehen Sie ins Protokoll.',
});

const retry = { headers: { 'retry-after': '5' } };

/** A fault of ours, as it is told: what it was stays in the log. */
export const unexpected = (): ConsoleProblem =>
  new ConsoleProblem('internal', say('Something went wrong here.'), say('Try again; see the log.'));

const conflict = ({ said }: { said: { message: Said; hint: Said } }, extra: object) =>
  new ConsoleProblem('conflict', said.message, said.hint, { extra });

/** What a refused report is told with, in every language. */
function ofReport(error: ReportError): ConsoleProblem {
  const code = error.code === 'unknown_report' ? 'not_found' : 'invalid_parameters';
  const en = error.inLanguage('en');
  const de = error.inLanguage('de');
  return new ConsoleProblem(
    code,
    { en: en.message, de: de.message },
    { en: en.hint, de: de.hint },
    {
      issues: en.problems.map((problem, at) => ({
        ...problem,
        message: { en: problem.message, de: de.problems[at]?.message ?? problem.message },
      })),
    },
  );
}

/** All that is wrong with a registry, each by its place in it. */
function ofRegistry({ said, problemsIn }: RegistryError): ConsoleProblem {
  const de = problemsIn('de');
  return new ConsoleProblem('invalid_parameters', said.message, said.hint, {
    issues: problemsIn('en').map(({ path, ...problem }, at) => ({
      parameter: ['registry', ...path].join('.'),
      ...problem,
      message: { en: problem.message, de: de[at]?.message ?? problem.message },
    })),
  });
}

/**
 * What a caught error means to the one who asked; `undefined` when it is a fault of ours, whose text
 * must not leave the log.
 */
export function toProblem(error: unknown): ConsoleProblem | undefined {
  if (error instanceof ConsoleProblem) return error;
  if (error instanceof ReportError) return ofReport(error);
  if (!isStoreError(error)) return undefined;
  const { message, hint } = error.said;
  if (error instanceof VersionConflict || error instanceof KeptConflict) {
    return conflict(error, { current: error.current });
  }
  if (error instanceof RegistryConflict) {
    return conflict(error, { current: error.current, changes: error.changes });
  }
  if (error instanceof SiteConflict) {
    const { current } = error;
    return conflict(error, { current: { ...current, version: siteVersion(current) } });
  }
  if (error instanceof RegistryError) return ofRegistry(error);
  if (error.code === 'site_exists') {
    return new ConsoleProblem('conflict', message, hint);
  }
  if (error.code === 'query_too_heavy') {
    return new ConsoleProblem('query_too_heavy', message, hint, retry);
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
    return new ConsoleProblem('not_found', message, hint);
  }
  if (error.code === 'invalid_attributes') {
    return new ConsoleProblem('invalid_parameters', message, hint);
  }
  if (error.code === 'cancelled') {
    // Nobody waits for this answer any more.
    return new ConsoleProblem(
      'request_timeout',
      say('The request was given up.'),
      say('Ask again.'),
    );
  }
  if (error.code === 'unreachable' || error.code === 'engine_failed' || error.code === 'closed') {
    return new ConsoleProblem(
      'store_unavailable',
      say('ClickHouse does not answer.'),
      say('Try again in a moment; `touchtrail doctor` says what is wrong.'),
      retry,
    );
  }
  return undefined;
}
