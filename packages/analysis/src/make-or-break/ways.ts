import type { WayRow } from './query.ts';

/** Where a journey goes next. */
export interface Ways {
  /**
   * @param entry channel that the journey entered by
   * @param at in [0, 1): which of the places, by how often journeys went there
   */
  next(early: boolean, here: number, entry: string, at: number): number;
}

/** Touches that a branch of one entry channel needs; with fewer, all channels say where journeys go. */
const minTouches = 50;

interface Branch {
  places: number[];
  sums: number[];
}

/**
 * Next places by how often journeys went there: from a place, early or late, of one entry channel; where
 * too few went, of all channels; from a place never left, from anywhere.
 */
export function waysOf(rows: readonly WayRow[]): Ways {
  const branches = new Map<string, Branch>();
  const add = (key: string, place: number, touches: number) => {
    let branch = branches.get(key);
    if (!branch) branches.set(key, (branch = { places: [], sums: [] }));
    branch.places.push(place);
    branch.sums.push((branch.sums.at(-1) ?? 0) + touches);
  };
  const ordered = rows.toSorted(
    (a, b) =>
      a.here - b.here ||
      a.next - b.next ||
      a.early - b.early ||
      (a.entry < b.entry ? -1 : a.entry > b.entry ? 1 : 0),
  );
  for (const { early, here, next, touches, entry } of ordered) {
    const age = early ? 1 : 0;
    if (entry !== '') add(`${age} ${here} ${entry}`, next, touches);
    add(`${age} ${here}`, next, touches);
    add(`${age}`, next, touches);
    add('', next, touches);
  }
  const known = new Map<string, Branch | undefined>();
  const branchOf = (age: number, here: number, entry: string): Branch | undefined => {
    const key = `${age} ${here} ${entry}`;
    if (known.has(key)) return known.get(key);
    const own = branches.get(key);
    const found =
      own && (own.sums.at(-1) ?? 0) >= minTouches
        ? own
        : (branches.get(`${age} ${here}`) ?? branches.get(`${age}`) ?? branches.get(''));
    known.set(key, found);
    return found;
  };
  return {
    next(early, here, entry, at) {
      const branch = branchOf(early ? 1 : 0, here, entry);
      if (!branch) return 0;
      const goal = at * (branch.sums.at(-1) ?? 0);
      let low = 0;
      let high = branch.sums.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((branch.sums[middle] ?? 0) > goal) high = middle;
        else low = middle + 1;
      }
      return branch.places[low] ?? 0;
    },
  };
}
