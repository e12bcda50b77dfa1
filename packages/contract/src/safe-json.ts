/**
 * JSON text of an answer. `<` is written as an escape, so that what a sender wrote can never become
 * markup, not even when the answer is opened as a page.
 *
 * @example
 * safeJson({ id: '<b>' }); // '{"id":"\\u003cb>"}'
 */
export const safeJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
