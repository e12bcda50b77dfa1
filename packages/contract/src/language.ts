/** Languages that reports and the dashboard speak. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** Names in braces of a message. */
export type Placeholder<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

/** A translation must have the same names in braces as its message. */
export type SameNames<Message, Text> = [Placeholder<Message>] extends [Placeholder<Text>]
  ? [Placeholder<Text>] extends [Placeholder<Message>]
    ? string
    : never
  : never;
