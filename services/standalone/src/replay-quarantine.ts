import type { QuarantineReplayOptions, QuarantineReplayed } from '@touchtrail/cli';
import { isStoreError, openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { findBuiltFiles } from './built-files.ts';
import type { EnrichFiles } from './enrich-files.ts';
import { readServiceNote } from './service-note.ts';
import { openParts } from './service-parts.ts';
import { ServiceError } from './service-error.ts';

const actor = { actor: 'command line', role: 'admin' };

/** Asks the running service, with a token that lives for this one question. */
async function askService(
  store: Store,
  url: string,
  options: QuarantineReplayOptions,
): Promise<QuarantineReplayed> {
  const { site, codes, ids, since, until, dryRun, repair } = options;
  const token = await store.tokens.create({
    role: 'admin',
    sites: [site],
    name: 'replay of refused events',
  });
  const id = (await store.tokens.identify(token))?.id;
  const note = (action: 'token.created' | 'token.revoked') =>
    store.audit.add({
      action,
      ...actor,
      site,
      detail: { token: id ?? '', for: 'quarantine replay' },
    });
  await note('token.created');
  try {
    const response = await fetch(`${url}/api/quarantine/replay`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ site, codes, ids, since, until, dryRun, repair }),
    });
    const answer = (await response.json()) as
      | QuarantineReplayed
      | { error: { message: string; hint: string } };
    if ('error' in answer) {
      throw new ServiceError('service_refused', answer.error.message, answer.error.hint);
    }
    return answer;
  } finally {
    if (id !== undefined) await store.tokens.revoke(id);
    await note('token.revoked');
  }
}

/** Checks them here: nobody else has the spools. */
async function checkHere(
  store: Store,
  options: QuarantineReplayOptions,
  told: EnrichFiles,
): Promise<QuarantineReplayed> {
  const { dataDir: _dir, clickhouseUrl: _url, onProgress, ...request } = options;
  const site = await store.sites.find(request.site);
  if (!site) return { checked: 0, accepted: 0, duplicates: 0, refused: [] };
  const parts = await openParts(store, {
    clock: Date.now,
    log: () => undefined,
    files: findBuiltFiles(import.meta.url),
    site,
    ...told,
  });
  try {
    const result = await parts.collector.replayRefused?.({ ...request, onProgress });
    if (!result) throw new Error('The collector has no store of refused events.');
    const { checked, accepted, duplicates } = result;
    if (!request.dryRun) {
      await store.audit.add({
        action: 'quarantine.replayed',
        ...actor,
        site: site.id,
        detail: { checked, accepted, duplicates },
      });
    }
    return result;
  } finally {
    await parts.close(60_000);
  }
}

/**
 * Checks refused events again: by the running service of the data directory, since it knows the ids of
 * what just came, else in its place.
 *
 * @param told files that more is told by, as the service has them; read only in its place.
 * @throws StoreError, ServiceError why it could not
 */
export async function replayQuarantine(
  options: QuarantineReplayOptions,
  told: EnrichFiles = {},
): Promise<QuarantineReplayed> {
  const { dataDir, clickhouseUrl } = options;
  const store = await openStore({
    dataDir,
    mode: 'attach-or-start',
    ...(clickhouseUrl !== undefined && { clickhouseUrl }),
  });
  try {
    const service = readServiceNote(dataDir);
    if (service) return await askService(store, service.url, options);
    return await checkHere(store, options, told);
  } catch (error) {
    if (!isStoreError(error, 'spool_in_use')) throw error;
    throw new ServiceError(
      'service_refused',
      'A service has this data directory and does not say where it answers.',
      'Is it just starting? Try again when it is ready, or stop it first.',
    );
  } finally {
    await store.close();
  }
}
