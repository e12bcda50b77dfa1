/** A vector of zeros. */
export function zeros(size: number): number[] {
  // Several times as fast as Array.from, and models make millions of them.
  const all: number[] = [];
  all.length = size;
  return all.fill(0);
}

/** A square matrix of zeros. */
export const zeroMatrix = (size: number): number[][] =>
  Array.from({ length: size }, () => zeros(size));
