import type { TouchpointSummary } from '@touchtrail/contract';
import { useEffect, useState } from 'preact/hooks';
import { ApiError, getTouchpoints, isAbort } from './api.ts';
import { noticeRefusal, refreshes, site } from './state.ts';

export interface Touchpoints {
  list: TouchpointSummary[] | undefined;
  error: ApiError | undefined;
}

/** What the site has seen, most touched first. */
export function useTouchpoints(): Touchpoints {
  const id = site.value?.id;
  const [state, setState] = useState<Touchpoints>({ list: undefined, error: undefined });
  useEffect(() => {
    if (id === undefined) return undefined;
    const abort = new AbortController();
    getTouchpoints(id, abort.signal).then(
      (list) => setState({ list, error: undefined }),
      (error: unknown) => {
        if (isAbort(error)) return;
        noticeRefusal(error);
        if (error instanceof ApiError) setState({ list: undefined, error });
      },
    );
    return () => abort.abort();
  }, [id, refreshes.value]);
  return state;
}
