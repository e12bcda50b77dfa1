import { expect } from 'vitest';

/** Equal up to the order of additions: numbers may differ by a billionth. */
export function same(actual: unknown, expected: unknown, place = 'result'): void {
  if (typeof actual === 'number' && typeof expected === 'number') {
    const allowed = 1e-9 * Math.max(1, Math.abs(expected));
    if (Math.abs(actual - expected) > allowed) expect(actual, place).toBe(expected);
  } else if (Array.isArray(actual) && Array.isArray(expected)) {
    expect(actual.length, `${place}.length ${JSON.stringify([actual, expected])}`).toBe(
      expected.length,
    );
    for (const [index, entry] of actual.entries())
      same(entry, expected[index], `${place}.${index}`);
  } else if (actual !== null && expected !== null && typeof actual === 'object') {
    const [one, other] = [actual as Record<string, unknown>, expected as Record<string, unknown>];
    expect(Object.keys(one).toSorted(), place).toEqual(Object.keys(other).toSorted());
    for (const key of Object.keys(one)) same(one[key], other[key], `${place}.${key}`);
  } else {
    expect(actual, place).toEqual(expected);
  }
}
/** A list in an order of its own. */
export const sorted = (list: readonly unknown[]): unknown[] =>
  list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** What an expected value tells of an actual one: other fields of its objects are left out. */
export function toldBy(actual: unknown, expected: unknown): unknown {
  if (Array.isArray(actual) && Array.isArray(expected)) {
    return actual.map((entry, index): unknown => toldBy(entry, expected[index]));
  }
  if (actual === null || expected === null || typeof actual !== 'object') return actual;
  if (typeof expected !== 'object') return actual;
  const other = expected as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(actual).flatMap(([key, value]) =>
      key in other ? [[key, toldBy(value, other[key])]] : [],
    ),
  );
}
