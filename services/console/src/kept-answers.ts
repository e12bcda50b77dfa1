/** How long an answer stands at most: what is silent by now may have been open when it was given. */
const standsForMs = 30_000;
/** Of all that are kept, as JSON. */
const mostCharacters = 8_000_000;

interface Kept<Answer> {
  answer: Answer;
  stamp: string;
  at: number;
  characters: number;
}

interface KeptAnswersOptions {
  clock: () => number;
  /** The same text as long as nothing that answers are made of has changed; undefined: not known. */
  stamp: (() => Promise<string | undefined>) | undefined;
}

/**
 * Answers that were dear to find, given again for half a minute to who asks the same, as long as what they
 * were found in is the same. Bounded; the oldest leave first.
 *
 * @example
 * const kept = keepAnswers<Report>({ clock, stamp: reader.stamp });
 * await kept.find(JSON.stringify(question), () => compute(question));
 */
export function keepAnswers<Answer>({ clock, stamp }: KeptAnswersOptions) {
  const answers = new Map<string, Kept<Answer>>();
  let characters = 0;
  const drop = (key: string): void => {
    characters -= answers.get(key)?.characters ?? 0;
    answers.delete(key);
  };
  return {
    /** The answer that is kept of a question, or else what `compute` finds. */
    async find(question: string, compute: () => Promise<Answer>): Promise<Answer> {
      // Before it is computed: what is stored meanwhile makes another answer.
      const now = await stamp?.();
      if (now === undefined) return compute();
      const known = answers.get(question);
      const age = clock() - (known?.at ?? 0);
      if (known && known.stamp === now && age >= 0 && age < standsForMs) return known.answer;
      const at = clock();
      const answer = await compute();
      drop(question);
      const size = JSON.stringify(answer).length;
      if (size > mostCharacters) return answer;
      answers.set(question, { answer, stamp: now, at, characters: size });
      characters += size;
      for (const oldest of answers.keys()) {
        if (characters <= mostCharacters) break;
        drop(oldest);
      }
      return answer;
    },
  };
}
