import type { RegistryNames } from '@touchtrail/contract';
import { useEffect } from 'preact/hooks';
import { registryNames } from '../words/registry-names.ts';
import { getJson, isAbort } from './api.ts';
import { noticeRefusal, refreshes, site } from './state.ts';

/** Asks what a site calls things. Where that fails the keys are shown, as without a registry. */
export async function loadNames(id: string, signal?: AbortSignal): Promise<void> {
  try {
    const path = `/api/registry/names?site=${encodeURIComponent(id)}`;
    const names = (await getJson(path, signal)) as RegistryNames;
    if (site.value?.id === id) registryNames.value = names;
  } catch (error) {
    if (!isAbort(error)) noticeRefusal(error);
  }
}

/** Keeps the names of the site that is shown; those that came with the page are not asked for again. */
export function useNames(): void {
  const id = site.value?.id;
  useEffect(() => {
    if (id === undefined || (registryNames.value?.site === id && refreshes.value === 0))
      return undefined;
    if (registryNames.value?.site !== id) registryNames.value = undefined;
    const abort = new AbortController();
    void loadNames(id, abort.signal);
    return () => abort.abort();
  }, [id, refreshes.value]);
}
