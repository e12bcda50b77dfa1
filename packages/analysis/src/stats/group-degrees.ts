/**
 * Degrees of freedom of a variance that is the sum of the squares of what random groups move an estimate
 * by: those of the chi-squared distribution with the same mean and variance. Few groups that move it much
 * leave few degrees, however many groups there are.
 *
 * Source: W. Pan, M. M. Wall, Statist. Med. 21 (2002) 1429–1441.
 *
 * @param moves one a group, mean near 0
 * @returns 1 to groups − 1
 * @example
 * groupDegrees([1, -1, 2, -2, 0.5, -0.5]); // 4.03…
 */
export function groupDegrees(moves: readonly number[]): number {
  const groups = moves.length;
  let squares = 0;
  let fourths = 0;
  for (const move of moves) {
    const square = move * move;
    squares += square;
    fourths += square * square;
  }
  const spread = fourths - (squares * squares) / groups;
  const degrees = spread > 0 ? (2 * squares * squares) / spread : groups - 1;
  return Math.max(1, Math.min(groups - 1, degrees));
}
