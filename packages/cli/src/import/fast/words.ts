import { blocks } from '@touchtrail/store';

type Word = blocks.Word;

/** More different words than this are kept no longer than needed. */
const most = 100_000;

/** One object a text and column, so that a block's dictionary has each word once. */
export function createWords(): (text: string) => Word {
  const known = new Map<string, Word>();
  return (text) => {
    let word = known.get(text);
    if (!word) {
      if (known.size >= most) known.clear();
      known.set(text, (word = blocks.newWord(text)));
    }
    return word;
  };
}
