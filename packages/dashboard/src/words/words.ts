import { language } from './language.ts';

/** Names in braces of a message. */
type Placeholder<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

/** A translation must have the same names in braces as its message. */
type SameNames<Message, Text> = [Placeholder<Message>] extends [Placeholder<Text>]
  ? [Placeholder<Text>] extends [Placeholder<Message>]
    ? string
    : never
  : never;

type Values<Message> = [Placeholder<Message>] extends [never]
  ? []
  : [Record<Placeholder<Message>, string | number>];

/** Says messages of one dictionary in the language of the page. */
export type Say<Key extends string> = <Message extends Key>(
  message: Message,
  ...values: Values<Message>
) => string;

/**
 * The words of one screen: English messages and their German. A message that is said and not in here,
 * or has other names in braces in German, does not compile.
 *
 * @example
 * const say = words({ 'Back to {place}': 'Zurück zu {place}' });
 * say('Back to {place}', { place: 'Flow' });
 */
export function words<const German extends Record<string, string>>(
  german: German & { [Message in keyof German]: SameNames<Message, German[Message]> },
): Say<keyof German & string> {
  return (message, ...[values]) => {
    const text: string = language.value === 'de' ? german[message] : message;
    if (!values) return text;
    const given = values as Readonly<Record<string, string | number>>;
    return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(given[name] ?? whole));
  };
}
