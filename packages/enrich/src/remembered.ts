/** A function that remembers what it answered lately. */
export interface Remembered<Answer> {
  (text: string): Answer;
  /** Whether it would answer this from memory. */
  knows(text: string): boolean;
}

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
): Remembered<Answer> {
  let recent = new Map<string, Answer>();
  let older = new Map<string, Answer>();
  const answer = (text: string): Answer => {
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
  return Object.assign(answer, { knows: (text: string) => recent.has(text) || older.has(text) });
}
