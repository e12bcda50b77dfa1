import { errorSummary } from '@touchtrail/store';
import { originMatcher } from '@touchtrail/contract';
import type { Site } from '@touchtrail/contract';
import { compilePolicy } from './gate/policy.ts';
import type { Policy } from './gate/policy.ts';
import { patienceMs as defaultPatienceMs, tooSlow, within } from './patience.ts';

export interface CachedSite extends Site {
  allows(origin: string): boolean;
  policy: Policy;
}

export interface SiteCacheOptions {
  load: () => Promise<readonly Site[]>;
  /** The secret a site's fields are hashed with; asked for only where its policy hashes one. */
  hashKey?: (siteId: string) => Promise<Uint8Array>;
  clock: () => number;
  log?: (line: string) => void;
  /** Age at which the list is read again, behind the answer. Default 5 s. */
  refreshMs?: number;
  /** An unknown key reads the list again at most this often. Default 1 s. */
  missMs?: number;
  /** How long reading the list may take before a request is told to come again. Default 4 s. */
  patienceMs?: number;
}

/** Sites by write key, in memory: serves what it knows while the store is away. */
export interface SiteCache {
  /** @throws when the key is unknown and the list cannot be read in time: it may be a new site's. */
  byWriteKey(key: string): Promise<CachedSite | undefined>;
  /** @throws when the site is unknown and the list cannot be read. */
  byId(id: string): Promise<CachedSite | undefined>;
  /** Whether any known site lists the origin: a preflight does not say which site it is for. */
  anyAllows(origin: string): Promise<boolean>;
  refresh(): Promise<void>;
  /** Reads the list before anybody asks, so that an engine that hangs later finds it known. Never rejects. */
  warm(): Promise<void>;
}

const what = 'list of sites';

/**
 * @example
 * const sites = createSiteCache({ load: () => store.sites.list(), clock: Date.now });
 * await sites.byWriteKey('wk_…');
 */
export function createSiteCache(options: SiteCacheOptions): SiteCache {
  const { load, hashKey, clock, log, refreshMs = 5_000, missMs = 1_000 } = options;
  const { patienceMs = defaultPatienceMs } = options;
  let sites: ReadonlyMap<string, CachedSite> = new Map();
  let ids: ReadonlyMap<string, CachedSite> = new Map();
  let loadedAt = -Infinity;
  let triedAt = -Infinity;
  let lastError: unknown;
  let running: Promise<void> | undefined;

  const ready = async (site: Site): Promise<CachedSite> => {
    const hashes = Object.values(site.privacy.fieldPolicies).includes('hash');
    return {
      ...site,
      allows: originMatcher(site.origins),
      policy: compilePolicy(site, hashes ? await hashKey?.(site.id) : undefined),
    };
  };

  const refresh = () => {
    running ??= (async () => {
      triedAt = clock();
      try {
        const list = await Promise.all((await load()).map(ready));
        ids = new Map(list.map((site) => [site.id, site]));
        sites = new Map(
          // The key in use last: it wins over another site's old one.
          [
            ...list.map((site) => [site.previousWriteKey ?? '', site] as const),
            ...list.map((site) => [site.writeKey, site] as const),
          ].filter(([key]) => key !== ''),
        );
        loadedAt = clock();
        lastError = undefined;
      } catch (error) {
        lastError = error;
        throw error;
      } finally {
        running = undefined;
      }
    })();
    return running;
  };

  const refreshBehind = () => {
    refresh().catch((error: unknown) => {
      log?.(`sites could not be read again, the known ones stay: ${errorSummary(error)}`);
    });
  };

  const keepFresh = () => {
    const now = clock();
    if (running) return;
    if (now - loadedAt > refreshMs && now - triedAt > missMs) refreshBehind();
  };

  const read = () => within(refresh(), what, patienceMs);

  /** Whether a reading hangs: who comes now need not wait as long as the first did. */
  const hangs = () => running !== undefined && clock() - triedAt >= patienceMs;

  const lookUp = async (find: () => CachedSite | undefined): Promise<CachedSite | undefined> => {
    const known = find();
    if (known) {
      keepFresh();
      return known;
    }
    if (running) {
      if (hangs()) throw tooSlow(what, patienceMs);
      await read();
      const found = find();
      // That reading may be older than the site.
      if (found || clock() - triedAt < missMs) return found;
    }
    if (clock() - triedAt >= missMs) await read();
    else if (lastError !== undefined) throw lastError;
    return find();
  };

  return {
    refresh,
    async warm() {
      await refresh().catch(() => undefined);
      // A site that is made right after the start is looked for at once.
      triedAt = -Infinity;
      lastError = undefined;
    },
    byWriteKey: (key) => lookUp(() => sites.get(key)),
    byId: (id) => lookUp(() => ids.get(id)),
    async anyAllows(origin) {
      if (loadedAt === -Infinity && !hangs()) await read().catch(() => undefined);
      keepFresh();
      for (const site of sites.values()) if (site.allows(origin)) return true;
      return false;
    },
  };
}
