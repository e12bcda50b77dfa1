/**
 * What becomes of a path before credit is shared.
 *
 * - `none`: every touch counts.
 * - `merge-repeats`: neighbouring touches of one channel are one.
 * - `first-of-each`: of each channel only its first touch.
 * - `drop-trailing-direct`: direct touches at the end go, unless there are no others.
 */
export type PathTransform = 'none' | 'merge-repeats' | 'first-of-each' | 'drop-trailing-direct';

/** Neighbouring repeats as one step. */
export const mergeRepeats = (steps: readonly number[]): number[] =>
  steps.filter((step, at) => step !== steps[at - 1]);

/**
 * A path as its transform leaves it; never empty when the path was not.
 *
 * @param direct position of the direct channel; -1 when there is none
 * @example
 * transformPath([0, 0, 1, 0], 'merge-repeats', -1); // [0, 1, 0]
 */
export function transformPath(
  steps: readonly number[],
  transform: PathTransform,
  direct: number,
): number[] {
  switch (transform) {
    case 'none':
      return [...steps];
    case 'merge-repeats':
      return mergeRepeats(steps);
    case 'first-of-each':
      return [...new Set(steps)];
    case 'drop-trailing-direct': {
      const last = steps.findLastIndex((step) => step !== direct);
      return last < 0 ? [...steps] : steps.slice(0, last + 1);
    }
  }
}
