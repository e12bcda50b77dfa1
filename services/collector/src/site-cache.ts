import type { Site } from '@touchtrail/contract';
import { originMatcher } from './origin.ts';

export interface CachedSite extends Site {
  allows(origin: string): boolean;
}

export interface SiteCacheOptions {
  load: () => Promise<readonly Site[]>;
  clock: () => number;
  log?: (line: string) => void;
  /** Age at which the list is read again, behind the answer. Default 5 s. */
  refreshMs?: number;
  /** An unknown key reads the list again at most this often. Default 1 s. */
  missMs?: number;
}

/** Sites by write key, in memory: serves what it knows while the store is away. */
export interface SiteCache {
  /** @throws when the key is unknown and the list cannot be read: it may be a new site's. */
  byWriteKey(key: string): Promise<CachedSite | undefined>;
  /** Whether any known site lists the origin: a preflight does not say which site it is for. */
  anyAllows(origin: string): Promise<boolean>;
  refresh(): Promise<void>;
}

/**
 * @example
 * const sites = createSiteCache({ load: () => store.sites.list(), clock: Date.now });
 * await sites.byWriteKey('wk_…');
 */
export function createSiteCache(options: SiteCacheOptions): SiteCache {
  const { load, clock, log, refreshMs = 5_000, missMs = 1_000 } = options;
  let sites: ReadonlyMap<string, CachedSite> = new Map();
  let loadedAt = -Infinity;
  let triedAt = -Infinity;
  let lastError: unknown;
  let running: Promise<void> | undefined;

  const refresh = () => {
    running ??= (async () => {
      triedAt = clock();
      try {
        const list = await load();
        sites = new Map(
          list.map((site) => [site.writeKey, { ...site, allows: originMatcher(site.origins) }]),
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
      log?.(`sites could not be read again, the known ones stay: ${String(error)}`);
    });
  };

  const keepFresh = () => {
    const now = clock();
    if (now - loadedAt > refreshMs && now - triedAt > missMs) refreshBehind();
  };

  return {
    refresh,
    async byWriteKey(key) {
      const known = sites.get(key);
      if (known) {
        keepFresh();
        return known;
      }
      if (running || clock() - triedAt >= missMs) await refresh();
      else if (lastError !== undefined) throw lastError;
      return sites.get(key);
    },
    async anyAllows(origin) {
      if (loadedAt === -Infinity) await refresh().catch(() => undefined);
      keepFresh();
      for (const site of sites.values()) if (site.allows(origin)) return true;
      return false;
    },
  };
}
