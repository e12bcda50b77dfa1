/**
 * How much was written, in characters, as a range.
 *
 * @example
 * lengthBucket(42); // '21-80'
 */
export const lengthBucket = (length: number): string => {
  let least = 0;
  for (const most of [0, 20, 80, 200, 500]) {
    if (length <= most) return most ? `${least}-${most}` : '0';
    least = most + 1;
  }
  return `${least}+`;
};

/**
 * A widget's id of a conversation as 16 hexadecimal digits that tell nobody what it was: SHA-256 with
 * the site as salt. Nothing where the page is no secure context.
 */
export const refOf = async (salt: string, id: string): Promise<string | undefined> => {
  try {
    const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${salt}\n${id}`));
    return Array.from(new Uint8Array(bytes, 0, 8), (byte) =>
      byte.toString(16).padStart(2, '0'),
    ).join('');
  } catch {
    return undefined;
  }
};

/** A short mark of a text, FNV-1a of 32 bits: enough to know it again among a few hundred. */
export const markOf = (text: string): string => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0).toString(36);
};
