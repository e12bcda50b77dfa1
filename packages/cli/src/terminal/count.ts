/**
 * A count as people read it.
 *
 * @example
 * count(31106); // '31,106'
 */
export const count = (value: number): string => value.toLocaleString('en-US');
