/**
 * Name of the first row of a table that has a pattern found in a text.
 *
 * @param table rows as `name=pattern`, or the name alone where it is the pattern; separated by spaces.
 * Letters of either case fit.
 * @param edge pattern of what stands before and behind.
 * @example
 * pick('a b=B|C', 'xC'); // 'b'
 */
export const pick = <Name extends string>(
  table: string,
  text: string,
  edge = '',
): Name | undefined =>
  table
    .split(' ')
    .map((row) => row.split('='))
    .find(([name, pattern = name]) => RegExp(`${edge}(${pattern})${edge}`, 'i').test(text))?.[0] as
    | Name
    | undefined;
