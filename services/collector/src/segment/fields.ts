/** A JSON object of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The object under a key; an empty one where there is none. */
export const fieldsAt = (from: Fields, key: string): Fields => {
  const value = from[key];
  return isFields(value) ? value : {};
};

/** The text under a key; undefined where there is none or it is empty. */
export const textAt = (from: Fields, key: string): string | undefined => {
  const value = from[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The whole number of 0 or more under a key, as a count fits into 32 bits. */
export const countAt = (from: Fields, key: string): number | undefined => {
  const value = from[key];
  return typeof value === 'number' && value >= 0 && value <= 4_294_967_295
    ? Math.round(value)
    : undefined;
};

/**
 * Text of at most so many UTF-16 code units, never ending in half a character.
 *
 * @example
 * cutText('ab😀', 3); // 'ab'
 */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxLength - 1 : maxLength);
}

/** An object without the keys that have no value, or undefined when none is left. */
export function whole<T extends object>(
  fields: T,
): { [Key in keyof T]?: Exclude<T[Key], undefined> } | undefined {
  const kept: Record<string, unknown> = {};
  let any = false;
  for (const key in fields) {
    if (fields[key] === undefined) continue;
    kept[key] = fields[key];
    any = true;
  }
  return any ? (kept as never) : undefined;
}
