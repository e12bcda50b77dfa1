import type { Mention } from '@touchtrail/contract';

// Of the private use area: they stand in a sentence only until it is told.
const begin = '\uE000';
const middle = '\uE001';
const end = '\uE002';
const marks = /[\uE000-\uE002]/g;
const marked = /\uE000(\w+)\uE001([^\uE002]*)\uE002/g;

/**
 * A touchpoint or channel as the value of a sentence, so that who tells it may call it by its name.
 *
 * @example
 * say('After {touchpoint} journeys pause more often.', { touchpoint: mention('touchpoint', 'cart') });
 */
export const mention = (kind: Mention['kind'], key: string): string =>
  `${begin}${kind}${middle}${key.replaceAll(marks, '')}${end}`;

/** A sentence as it is told, with keys, and where it mentions what. */
export function toldWithMentions(sentence: string): { text: string; mentions: Mention[] } {
  const mentions: Mention[] = [];
  let text = '';
  let from = 0;
  for (const found of sentence.matchAll(marked)) {
    const [whole, kind, key = ''] = found;
    text += sentence.slice(from, found.index);
    mentions.push({
      kind: kind as Mention['kind'],
      from: text.length,
      to: text.length + key.length,
    });
    text += key;
    from = found.index + whole.length;
  }
  return { text: text + sentence.slice(from), mentions };
}

/** The inverse of {@link toldWithMentions}: for a sentence within another one. */
export function mentioning(text: string, mentions: readonly Mention[]): string {
  let made = '';
  let at = 0;
  for (const { kind, from, to } of mentions) {
    made += text.slice(at, from) + mention(kind, text.slice(from, to));
    at = to;
  }
  return made + text.slice(at);
}
