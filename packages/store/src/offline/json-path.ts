/**
 * Reads a value by its path: names with dots between, `[0]` for entries, `["odd name"]` for the rest, a
 * leading `$` or `$.` for the whole. Own properties only.
 *
 * @returns undefined where there is nothing, or null
 * @example
 * valueAt({ a: [{ b: 1 }] }, '$.a[0].b'); // 1
 */
export function valueAt(whole: unknown, path: string): unknown {
  let value = whole;
  for (const [step, name, index, quoted] of path
    .replace(/^\$\.?/, '')
    .matchAll(/([^.[\]]+)|\[(\d+)\]|\["([^"\]]+)"\]/g)) {
    const key = name ?? index ?? quoted ?? step;
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value ?? undefined;
}
