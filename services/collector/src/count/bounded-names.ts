/** Names that may become rows: a sender who makes up new ones all the time fills no table. */
export interface BoundedNames {
  /** The name, or `(other)` when the site has used up its names of the day. */
  name(siteId: string, name: string): string;
}

const dayMs = 86_400_000;

/**
 * @param perSite different names a site may have each UTC day.
 * @example
 * const paths = createBoundedNames(2, Date.now);
 * ['/a', '/b', '/c', '/a'].map((path) => paths.name('shop', path)); // ['/a', '/b', '(other)', '/a']
 */
export function createBoundedNames(perSite: number, clock: () => number): BoundedNames {
  let day = Number.NaN;
  let sites = new Map<string, Set<string>>();
  return {
    name(siteId, name) {
      const today = Math.floor(clock() / dayMs);
      if (today !== day) sites = new Map();
      day = today;
      const names = sites.get(siteId) ?? new Set();
      sites.set(siteId, names);
      if (!names.has(name) && names.size >= perSite) return '(other)';
      names.add(name);
      return name;
    },
  };
}
