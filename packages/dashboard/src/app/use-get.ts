import { useEffect, useState } from 'preact/hooks';
import { ApiError, getJson, isAbort } from './api.ts';
import { language } from '../words/language.ts';
import { noticeRefusal, refreshes } from './state.ts';

export interface Got<T> {
  value: T | undefined;
  error: ApiError | undefined;
  /** Asks again. */
  again: () => void;
}

/**
 * What an address of the API answers, asked again when it, the language or what is shown changes.
 *
 * @param path null: not to be asked.
 */
export function useGet<T>(path: string | null): Got<T> {
  const [state, setState] = useState<{ path: string | null; value?: T; error?: ApiError }>({
    path: null,
  });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (path === null) return undefined;
    const abort = new AbortController();
    getJson(path, abort.signal).then(
      (value) => setState({ path, value: value as T }),
      (error: unknown) => {
        if (isAbort(error)) return;
        noticeRefusal(error);
        if (error instanceof ApiError) setState({ path, error });
      },
    );
    return () => abort.abort();
  }, [path, attempt, refreshes.value, language.value]);
  const mine = state.path === path ? state : undefined;
  return { value: mine?.value, error: mine?.error, again: () => setAttempt((count) => count + 1) };
}
