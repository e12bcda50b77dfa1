/*
 * Rules are written without lookbehind, which Safari before 16.4 refuses together with the whole
 * script, and with bounded repetitions, so that their time is linear in the length.
 */
const obvious =
  /[^\s@*/?&=#,;:<>()"']{1,64}(?:@|%40)(?!\dx\.)[^\s@*/?&=#,;:<>()"']{1,253}\.\p{L}{2,}|(?:\b|_)eyJ[\w-]{9,}[\w.-]*|(?=[A-Za-z]{0,31}\d)[A-Za-z\d]{32,}/gu;

/**
 * Replaces by `*` what is a secret at first sight: e-mail addresses, JSON Web Tokens, and runs of 32
 * and more letters and digits. All that the core of the SDK has room for; the rest of the rules is in
 * `scrubText`.
 *
 * @example
 * hideObvious('Reset for ada@example.org'); // 'Reset for *'
 */
export const hideObvious = (text: string): string => text.replace(obvious, '*');
