import type { ReportName, ReportTypes } from '@touchtrail/contract';
import { inLanguage } from '@touchtrail/contract/view';
import { useEffect, useState } from 'preact/hooks';
import { language } from '../words/language.ts';
import { words } from '../words/words.ts';
import { ApiError, isAbort } from './api.ts';
import { takeGivenReport } from './given.ts';
import { runReport } from './run-report.ts';
import type { Progress } from './run-report.ts';
import { noticeRefusal, refreshes } from './state.ts';

const say = words({
  'The answer could not be read.': 'Die Antwort ließ sich nicht lesen.',
  'Reload the page.': 'Laden Sie die Seite neu.',
});

/** A question on its way. `previous` is the last answer, shown dimmed meanwhile. */
export type ReportState<R> =
  | {
      phase: 'loading';
      previous: R | undefined;
      /** From the third second on: how far it is. */
      progress?: Progress | undefined;
      cancel: () => void;
    }
  | { phase: 'done'; report: R }
  | { phase: 'cancelled'; retry: () => void }
  | { phase: 'error'; error: ApiError; retry: () => void };

/** Answers of this visit, so that the back button is instant. Oldest leave first. */
const answers = new Map<string, unknown>();
const keep = 30;

function remember(key: string, report: unknown): void {
  answers.delete(key);
  answers.set(key, report);
  const oldest = answers.size > keep ? answers.keys().next().value : undefined;
  if (oldest !== undefined) answers.delete(oldest);
}

function asProblem(error: unknown): ApiError {
  noticeRefusal(error);
  return error instanceof ApiError
    ? error
    : new ApiError(0, 'internal', say('The answer could not be read.'), say('Reload the page.'));
}

interface Slot<R> {
  key: string;
  outcome: { report: R } | { error: ApiError } | { cancelled: true } | undefined;
  previous: R | undefined;
}

/**
 * Asks for a report whenever its parameters change; a question that nobody waits for is aborted.
 *
 * @param wanted its parameters; null: not to be asked yet.
 */
export function useReport<N extends ReportName>(
  name: N,
  wanted: Record<string, unknown> | null,
): ReportState<ReportTypes[N]> {
  type R = ReportTypes[N];
  const [attempt, setAttempt] = useState(0);
  const [controller, setController] = useState<AbortController>();
  const parameters = wanted && inLanguage(wanted, language.value);
  const asked = parameters && JSON.stringify([name, parameters, refreshes.value]);
  const key = `${asked}#${attempt}`;
  const [progress, setProgress] = useState<{ key: string; at: Progress }>();
  const [slot, setSlot] = useState<Slot<R>>({ key: '', outcome: undefined, previous: undefined });

  useEffect(() => {
    if (!asked || !parameters) return undefined;
    const known = answers.get(asked) as R | undefined;
    if (known) {
      setSlot({ key, outcome: { report: known }, previous: known });
      return undefined;
    }
    const abort = new AbortController();
    setController(abort);
    const settle = (outcome: Slot<R>['outcome']) => {
      setSlot((last) => ({
        key,
        outcome,
        previous: outcome && 'report' in outcome ? outcome.report : last.previous,
      }));
    };
    let left = false;
    const ask = async () => {
      try {
        const given = (await takeGivenReport(name, parameters)) as R | undefined;
        abort.signal.throwIfAborted();
        const report =
          given ??
          (await runReport(name, parameters, abort.signal, (at) => {
            if (!left) setProgress({ key, at });
          }));
        remember(asked, report);
        if (!left) settle({ report });
      } catch (error) {
        if (left) return;
        if (isAbort(error)) settle({ cancelled: true });
        else settle({ error: asProblem(error) });
      }
    };
    void ask();
    return () => {
      left = true;
      abort.abort();
    };
  }, [key]);

  const retry = () => setAttempt((count) => count + 1);
  const outcome = slot.key === key ? slot.outcome : undefined;
  if (!outcome) {
    return {
      phase: 'loading',
      previous: slot.previous,
      progress: progress?.key === key ? progress.at : undefined,
      cancel: () => controller?.abort(),
    };
  }
  if ('report' in outcome) return { phase: 'done', report: outcome.report };
  return 'error' in outcome
    ? { phase: 'error', error: outcome.error, retry }
    : { phase: 'cancelled', retry };
}

/** The answer at hand: the present one, or the last while a new one is on its way. */
export const answerOf = <R>(state: ReportState<R>): R | undefined =>
  state.phase === 'done' ? state.report : state.phase === 'loading' ? state.previous : undefined;
