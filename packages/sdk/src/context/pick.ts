/**
 * Name of the first row of a table that has a pattern found in a text.
 *
 * @param table rows as `name=pattern`, or the name alone where it is the pattern; separated by spaces.
 * Letters of either case fit.
 * @example
 * pick('a b=B|C', 'xC'); // 'b'
 */
export const pick = <Name extends string>(table: string, text: string): Name | undefined =>
  table
    .split(' ')
    .map((row) => row.split('='))
    .find(([name, pattern = name]) => RegExp(pattern!, 'i').test(text))?.[0] as Name | undefined;
