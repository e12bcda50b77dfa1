import type { Language, Placeholder, SameNames } from './language.ts';

/** One text in every language. Which one is read is decided where the answer is put together. */
export type Said = Readonly<Record<Language, string>>;

type Value = string | number | Said;

/** English messages and their German. */
type German<Messages> = Messages & {
  [Message in keyof Messages]: SameNames<Message, Messages[Message]>;
};

type Values<Message> = [Placeholder<Message>] extends [never]
  ? []
  : [Record<Placeholder<Message>, Value>];

/** Says messages of one dictionary. */
export type Say<Key extends string> = <Message extends Key>(
  message: Message,
  ...values: Values<Message>
) => Said;

function valueIn(language: Language, value: Value | undefined): string | undefined {
  if (typeof value === 'object') return value[language];
  // Digits are not grouped, as in English.
  return typeof value === 'number' && language === 'de'
    ? String(value).replace('.', ',')
    : value?.toString();
}

function filled(
  language: Language,
  text: string,
  values: Readonly<Record<string, Value>> = {},
): string {
  return text.replaceAll(
    /\{(\w+)\}/g,
    (whole, name: string) => valueIn(language, values[name]) ?? whole,
  );
}

/** A text that is the same in all languages. */
export const verbatim = (text: string): Said => ({ en: text, de: text });

/** A text in every language, of one that may have been said in one only. */
export const saidOf = (text: Said | string): Said =>
  typeof text === 'string' ? verbatim(text) : text;

/**
 * The messages of one report or store: English ones and their German. A message that is said and not in here, or
 * whose German has other names in braces, does not compile.
 *
 * @example
 * const say = words({ 'Few data: {n} journeys.': 'Wenige Daten: {n} Journeys.' });
 * say('Few data: {n} journeys.', { n: 7 }).de;
 */
export function words<const Messages extends Record<string, string>>(
  german: German<Messages>,
): Say<keyof Messages & string> {
  const dictionary: Readonly<Record<string, string>> = german;
  return (message, ...[values]) => ({
    en: filled('en', message, values),
    de: filled('de', dictionary[message] ?? message, values),
  });
}

/**
 * A definition of sentences in their order, each with its German.
 *
 * @example
 * definitionOf({ 'A path is one journey.': 'Ein Weg ist eine Journey.', ...limitWords });
 */
export function definitionOf<const Messages extends Record<string, string>>(
  german: German<Messages>,
  values?: Readonly<Record<string, Value>>,
): Said {
  const sentences = Object.entries<string>(german);
  return {
    en: sentences.map(([message]) => filled('en', message, values)).join(' '),
    de: sentences.map(([, text]) => filled('de', text, values)).join(' '),
  };
}
