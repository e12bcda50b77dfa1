import type { DenseRows } from './embed.ts';

/** Groups of rows: `group` of each row asked for, and the centres, of length one. */
export interface Grouping {
  group: Int32Array;
  centres: Float64Array;
  /** Sum of cosines to the own centre: the larger, the tighter. */
  tightness: number;
}

const most = 40;
/** Fewer than one in so many rows that still change their group change none of the groups. */
const still = 500;

const cosine = (rows: DenseRows, row: number, centres: Float64Array, group: number): number => {
  const { columns, values } = rows;
  const [from, to] = [row * columns, group * columns];
  let sum = 0;
  for (let n = 0; n < columns; n++) sum += (values[from + n] ?? 0) * (centres[to + n] ?? 0);
  return sum;
};

/** The nearest centre of a row and its cosine. */
export function nearestCentre(
  rows: DenseRows,
  row: number,
  centres: Float64Array,
): { group: number; cosine: number } {
  const groups = centres.length / rows.columns;
  let group = 0;
  let best = -2;
  for (let candidate = 0; candidate < groups; candidate++) {
    const near = cosine(rows, row, centres, candidate);
    if (near > best) [group, best] = [candidate, near];
  }
  return { group, cosine: best };
}

/** First centres far from each other: each next with a chance by its distance from the nearest. */
function firstCentres(
  rows: DenseRows,
  members: Int32Array,
  groups: number,
  random: () => number,
): Float64Array {
  const { columns, values } = rows;
  const centres = new Float64Array(groups * columns);
  const distance = new Float64Array(members.length).fill(1);
  for (let group = 0; group < groups; group++) {
    const total = distance.reduce((sum, x) => sum + x, 0);
    let draw = random() * total;
    let chosen = members.length - 1;
    for (const [at, far] of distance.entries()) {
      draw -= far;
      if (draw < 0) {
        chosen = at;
        break;
      }
    }
    const from = (members[chosen] ?? 0) * columns;
    centres.set(values.subarray(from, from + columns), group * columns);
    for (const [at, row] of members.entries()) {
      const far = Math.max(0, 1 - cosine(rows, row, centres, group));
      distance[at] = Math.min(distance[at] ?? 1, far * far);
    }
  }
  return centres;
}

/**
 * Spherical k-means: groups of rows whose directions are alike.
 *
 * Sources: I. S. Dhillon, D. S. Modha, Machine Learning 42 (2001) 143–175; first centres after
 * D. Arthur, S. Vassilvitskii, k-means++ (2007).
 *
 * @param rows of length one
 * @param members the rows to group
 * @param random the same numbers give the same groups
 */
function sphericalKMeans(
  rows: DenseRows,
  members: Int32Array,
  groups: number,
  random: () => number,
): Grouping {
  const { columns, values } = rows;
  const group = new Int32Array(members.length).fill(-1);
  let centres = firstCentres(rows, members, groups, random);
  let tightness = 0;
  for (let round = 0; round < most; round++) {
    let moved = 0;
    tightness = 0;
    const sums = new Float64Array(groups * columns);
    for (const [at, row] of members.entries()) {
      const nearest = nearestCentre(rows, row, centres);
      if (group[at] !== nearest.group) moved += 1;
      group[at] = nearest.group;
      tightness += nearest.cosine;
      const [from, to] = [row * columns, nearest.group * columns];
      for (let n = 0; n < columns; n++)
        sums[to + n] = (sums[to + n] ?? 0) + (values[from + n] ?? 0);
    }
    if (moved * still < members.length) break;
    for (let one = 0; one < groups; one++) {
      let square = 0;
      for (let n = 0; n < columns; n++) square += (sums[one * columns + n] ?? 0) ** 2;
      // A centre that lost its rows stays where it was.
      if (square < 1e-18) {
        sums.set(centres.subarray(one * columns, (one + 1) * columns), one * columns);
        continue;
      }
      const scale = 1 / Math.sqrt(square);
      for (let n = 0; n < columns; n++) {
        sums[one * columns + n] = (sums[one * columns + n] ?? 0) * scale;
      }
    }
    centres = sums;
  }
  return { group, centres, tightness };
}

/** The tightest of several tries. */
export function bestGrouping(
  rows: DenseRows,
  members: Int32Array,
  groups: number,
  random: () => number,
  tries: number,
): Grouping {
  let best = sphericalKMeans(rows, members, groups, random);
  for (let attempt = 1; attempt < tries; attempt++) {
    const other = sphericalKMeans(rows, members, groups, random);
    if (other.tightness > best.tightness) best = other;
  }
  return best;
}
