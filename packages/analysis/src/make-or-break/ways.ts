import type { WayRow } from './query.ts';

/** Where a journey goes next. */
export interface Ways {
  /** @param at in [0, 1): which of the places, by how often journeys went there */
  next(early: boolean, here: number, at: number): number;
}

interface Branch {
  places: number[];
  sums: number[];
}

/** Next places by how often journeys went there from a place, early or late; from one never left, by all. */
export function waysOf(rows: readonly WayRow[]): Ways {
  const branches = new Map<string, Branch>();
  const add = (key: string, place: number, touches: number) => {
    let branch = branches.get(key);
    if (!branch) branches.set(key, (branch = { places: [], sums: [] }));
    branch.places.push(place);
    branch.sums.push((branch.sums.at(-1) ?? 0) + touches);
  };
  const ordered = rows.toSorted((a, b) => a.here - b.here || a.next - b.next || a.early - b.early);
  for (const { early, here, next, touches } of ordered) {
    add(`${early ? 1 : 0} ${here}`, next, touches);
    add(`${early ? 1 : 0}`, next, touches);
    add('', next, touches);
  }
  return {
    next(early, here, at) {
      const age = early ? 1 : 0;
      const branch = branches.get(`${age} ${here}`) ?? branches.get(`${age}`) ?? branches.get('');
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
