import type { WayRow } from './query.ts';

/**
 * Where a journey goes next.
 *
 * @param at in [0, 1): which of the places, by how often journeys went there
 */
type Way = (early: boolean, here: number, at: number) => number;

/** Where journeys go next. */
export interface Ways {
  /** @param entry channel that the journey entered by */
  of(entry: string): Way;
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
  const branchOf = (age: number, here: number, entry: string): Branch | null => {
    const own = branches.get(`${age} ${here} ${entry}`);
    if (own && (own.sums.at(-1) ?? 0) >= minTouches) return own;
    return branches.get(`${age} ${here}`) ?? branches.get(`${age}`) ?? branches.get('') ?? null;
  };
  const ofEntry = (entry: string): Way => {
    // By age and place: they are looked up for every step of every journey that is followed.
    const known: (Branch | null | undefined)[] = [];
    return (early, here, at) => {
      const age = early ? 1 : 0;
      const slot = 2 * here + age;
      let branch = known[slot];
      if (branch === undefined) known[slot] = branch = branchOf(age, here, entry);
      if (branch === null) return 0;
      const { places, sums } = branch;
      const goal = at * (sums[sums.length - 1] as number);
      let low = 0;
      let high = sums.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((sums[middle] as number) > goal) high = middle;
        else low = middle + 1;
      }
      return places[low] ?? 0;
    };
  };
  const byEntry = new Map<string, Way>();
  return {
    of(entry) {
      let way = byEntry.get(entry);
      if (!way) byEntry.set(entry, (way = ofEntry(entry)));
      return way;
    },
  };
}
