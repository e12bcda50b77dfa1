/**
 * The same function, answering texts it has seen lately from memory: addresses and titles of a site
 * come again with every event. Bounded: at most twice `most` texts of at most 300 characters.
 *
 * @example
 * const scrub = remembered(scrubPath, 1_000);
 */
export function remembered(work: (text: string) => string, most: number): (text: string) => string {
  let recent = new Map<string, string>();
  let older = new Map<string, string>();
  return (text) => {
    if (text.length > 300) return work(text);
    const known = recent.get(text);
    if (known !== undefined) return known;
    const result = older.get(text) ?? work(text);
    if (recent.size >= most) {
      older = recent;
      recent = new Map();
    }
    recent.set(text, result);
    return result;
  };
}
