/** Asks which of these ids of a site are known. */
export type LookUp = (siteId: string, ids: readonly string[]) => Promise<ReadonlySet<string>>;

interface Site {
  /** The question under way. */
  running?: Promise<unknown> | undefined;
  /** What came since, asked once that one is answered. */
  next?: { ids: Set<string>; answer: Promise<ReadonlySet<string>> } | undefined;
}

/**
 * Questions that come while one is under way are asked together afterwards: a look-up costs some
 * milliseconds whether it is for one id or for fifty.
 */
export function batchedLookUp(lookUp: LookUp): LookUp {
  const sites = new Map<string, Site>();

  const ask = (siteId: string, site: Site, ids: readonly string[]) => {
    const answer = (async () => {
      try {
        return await lookUp(siteId, ids);
      } finally {
        if (!site.next) site.running = undefined;
      }
    })();
    site.running = answer;
    return answer;
  };

  const askAfter = async (siteId: string, site: Site, ids: ReadonlySet<string>) => {
    await Promise.allSettled([site.running]);
    site.next = undefined;
    return ask(siteId, site, [...ids]);
  };

  return (siteId, ids) => {
    const site = sites.get(siteId) ?? {};
    sites.set(siteId, site);
    if (!site.running) return ask(siteId, site, ids);
    if (!site.next) {
      const together = new Set<string>();
      site.next = { ids: together, answer: askAfter(siteId, site, together) };
    }
    for (const id of ids) site.next.ids.add(id);
    return site.next.answer;
  };
}
