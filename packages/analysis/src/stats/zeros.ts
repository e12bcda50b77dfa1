/** A vector of zeros. */
export const zeros = (size: number): number[] => Array.from({ length: size }, () => 0);

/** A square matrix of zeros. */
export const zeroMatrix = (size: number): number[][] =>
  Array.from({ length: size }, () => zeros(size));
