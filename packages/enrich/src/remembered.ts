/**
 * The same function, answering texts it has seen lately from memory: user agents, addresses and titles
 * come again with every event. Bounded: at most twice `most` texts, none longer than `longest`.
 *
 * @example
 * const parse = remembered(parseUserAgent, 5_000, 512);
 */
export function remembered<Answer>(
  work: (text: string) => Answer,
  most: number,
  longest = 300,
): (text: string) => Answer {
  let recent = new Map<string, Answer>();
  let older = new Map<string, Answer>();
  return (text) => {
    if (text.length > longest) return work(text);
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
