import { ReportError } from '@touchtrail/analysis';
import type { Language } from '@touchtrail/contract';
import { SiteConflict, VersionConflict, isStoreError, siteVersion } from '@touchtrail/store';
import { ConsoleProblem } from './answer.ts';

/** What a page shows of a report that is not there. Each has its German. */
const german: Readonly<Record<string, string>> = {
  'The request was given up.': 'Die Anfrage wurde aufgegeben.',
  'Ask again.': 'Fragen Sie noch einmal.',
  'ClickHouse does not answer.': 'ClickHouse antwortet nicht.',
  'Try again in a moment; `touchtrail doctor` says what is wrong.':
    'Versuchen Sie es gleich noch einmal; `touchtrail doctor` sagt, was fehlt.',
  'The query needed more memory than it may take.':
    'Die Abfrage brauchte mehr Speicher, als sie nehmen darf.',
  'Ask for a shorter time range, or of a segment.':
    'Fragen Sie nach einem kürzeren Zeitraum oder einem Segment.',
  'Ask for a shorter time range or fewer rows.':
    'Fragen Sie nach einem kürzeren Zeitraum oder weniger Zeilen.',
  'There is no such site.': 'Diese Site gibt es nicht.',
  'Something went wrong here.': 'Hier ging etwas schief.',
  'Try again; see the log.': 'Versuchen Sie es noch einmal; sehen Sie ins Protokoll.',
};

const passed = 'The query passed a limit: ';

/** A text of the service in a language; as it is where nobody has said it in that one. */
export function inLanguage(text: string, language: Language): string {
  if (language === 'en') return text;
  if (text.startsWith(passed)) {
    return `Die Abfrage ging über eine Grenze: ${text.slice(passed.length)}`;
  }
  return german[text] ?? text;
}

const retry = { headers: { 'retry-after': '5' } };

/** What a caught error means to the one who asked for a report in a language; see {@link toProblem}. */
export function toProblemIn(language: Language, error: unknown): ConsoleProblem | undefined {
  const problem = toProblem(error);
  if (!problem || language === 'en') return problem;
  const { message, hint, problems } =
    error instanceof ReportError
      ? error.inLanguage(language)
      : {
          message: inLanguage(problem.message, language),
          hint: inLanguage(problem.hint, language),
          problems: undefined,
        };
  return new ConsoleProblem(problem.code, message, hint, {
    extra: problems ? { issues: problems } : problem.extra,
    headers: problem.headers,
  });
}

/**
 * Throws a caught error on, as it is told in a language.
 *
 * @throws ConsoleProblem, or the error itself where it is a fault of ours.
 */
export const refuseIn =
  (language: Language) =>
  (error: unknown): never => {
    throw toProblemIn(language, error) ?? error;
  };

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
