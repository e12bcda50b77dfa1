/**
 * Words that many senders put where an id belongs: nobody's id, so they join nothing. Compared in lower
 * case.
 */
const words: ReadonlySet<string> = new Set([
  '',
  '-',
  '0',
  'anon',
  'anonymous',
  'anonymous_user',
  'customer',
  'default',
  'demo',
  'example',
  'false',
  'guest',
  'guest_user',
  'id',
  'invalid',
  'n/a',
  'na',
  'nan',
  'nil',
  'no',
  'none',
  'not set',
  '(not set)',
  'null',
  '(null)',
  'object',
  '[object object]',
  'test',
  'test@example.com',
  'test@test.com',
  'tester',
  'testuser',
  'true',
  'undefined',
  'unknown',
  'user',
  'userid',
  'user_id',
  'visitor',
  '{{userid}}',
  '%userid%',
]);

/** Only zeros and hyphens, a nil UUID among them, or one letter three times or more. */
const empty = /^[0-]+$|^([a-z])\1{2,}$/;

/**
 * Whether an id is a word in place of an id: `null`, `undefined`, `guest`, a nil UUID.
 *
 * @example
 * isWellKnown('00000000-0000-0000-0000-000000000000'); // true
 */
export function isWellKnown(id: string): boolean {
  const word = id.trim().toLowerCase();
  return words.has(word) || empty.test(word);
}

/**
 * The same as a condition of ClickHouse, for ids so many that each is not looked at here: true of all such
 * words, and of a few others, such as ids with letters of other scripts.
 *
 * @param id SQL of an id; {@link suspectParams} are bound
 */
export const suspectSql = (id: string): string => `(
  match(${id}, '[^!-~]|^[0-]*$') OR has({wellKnown:Array(String)}, lower(${id}))
  OR replaceAll(lower(${id}), substring(lower(${id}), 1, 1), '') = '')`;

export const suspectParams = { wellKnown: [...words] };
