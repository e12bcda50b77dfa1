/*
 * What a secret looks like. No lookbehind: Safari before 16.4 would refuse the whole script. Every
 * repetition is bounded or can stop at one place only, so the time is linear in the length.
 */

/** Told by its form alone: e-mail address, JSON Web Token, telephone number. */
const certain =
  /[^\s@*/?&=#,;:<>()"']{1,64}@(?!\dx\.)[^\s@*/?&=#,;:<>()"']{1,253}\.\p{L}{2,}|(?:\b|_)(?:eyJ[\w-]{9,}[\w.-]*|0(?:0[1-9]\d{11,13}|0[1-9]\d{0,2}[ ().+/-]{1,3}\d(?:[ ().+/-]{0,3}\d){6,11}|[1-9]\d{9}|1[5-7]\d{9}|[1-9]\d{1,3}\)?[ +/-]{1,3}\d(?:[ +/-]?\d){5,9}|[1-9]([ .+-])\d\d(?:\1\d\d){3})\b|[2-9]\d\d(?:\) ?|[.-])\d{3}[ .-]\d{4}\b)|\B\+[1-9](?:[ ().+/-]{0,3}\d){6,14}/gu;

/** Candidates that a check decides: IBAN, card number, token. */
const possible =
  /\b[a-z]{2}\d\d(?:[ +-]?[a-z\d]{4}){2,7}(?:[ +-]?[a-z\d]{1,3})?\b|\b\d{4}(?:[ +-]?\d{3,6}){2,4}\b|[a-z\d]{22,}/gi;

const cardForm = /^(?:3[0689]\d{12}|3[47]\d{13}|2[2-7]\d{14}|[4-6]\d{15,18})$/;

/** Luhn's check, ISO/IEC 7812-1 annex B. */
const isCard = (digits: string): boolean => {
  let place = digits.length;
  let sum = 0;
  for (const digit of digits) sum += place-- % 2 ? +digit : ((+digit * 2 - 1) % 9) + 1;
  return cardForm.test(digits) && sum % 10 === 0;
};

/** The check digits of ISO 13616: the number, its head moved to its end, is 1 modulo 97. */
const isIban = (text: string): boolean =>
  /^[a-z]{2}\d\d\w{11,30}$/i.test(text) &&
  BigInt(
    (text.slice(4) + text.slice(0, 4)).replace(/[a-z]/gi, (letter) => `${parseInt(letter, 36)}`),
  ) %
    97n ===
    1n;

/**
 * 128 bits are 32 hex digits, or 22 of base 62; there the kind of character changes far more often
 * than in words, which `iPhone15ProMaxBlackTitanium` is made of.
 */
const isToken = (text: string): boolean =>
  /\d/.test(text) &&
  (text.length > 31 ||
    (text.length > 21 &&
      /[a-z].*[A-Z]|[A-Z].*[a-z]/.test(text) &&
      text.replace(/[A-Z]?[a-z]+|[A-Z]+|\d+/g, '.').length > text.length * 0.3));

/** Groups after a number, such as the expiry date of a card, may stand in the candidate too. */
const checked = (candidate: string): string => {
  for (let head = candidate; head.length > 13; head = head.replace(/(^|[ +-])\w+$/, '')) {
    const plain = head.replace(/[ +-]/g, '');
    if (isCard(plain) || isIban(plain) || isToken(plain)) return `*${candidate.slice(head.length)}`;
  }
  return candidate;
};

/** The same text as a reader would see it: one layer of percent-encoding less, plain digits and dashes. */
const plainer = (text: string): string =>
  text
    .replace(/%[0-7]\w|(?:%[89a-f]\w)+/gi, (escape) => {
      try {
        return decodeURIComponent(escape);
      } catch {
        return escape;
      }
    })
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Pd}/gu, '-')
    // Digits of a script follow each other; its zero stands at 6 in the blocks of India, else at 0.
    .replace(/(?!\d)\p{Nd}/gu, (digit) => {
      const code = digit.codePointAt(0)!;
      return `${((code - (code > 0x900 && code < 0xe00 ? 6 : 0)) & 15) % 10}`;
    });

/**
 * Replaces what names a person or opens a door by `*`: e-mail addresses, telephone numbers, IBANs and
 * card numbers (by their check digits), JSON Web Tokens, and runs of letters and digits as only
 * tokens have them. Sees through percent-encoding (repeated, too), full-width and foreign digits,
 * zero-width characters.
 *
 * A text without any of these comes back as it was; one with them comes back decoded. Twice is once.
 * Text that is encoded more than eight times over becomes `*` as a whole. Never throws; time grows
 * linearly with length.
 *
 * What is kept on purpose, because journeys need it: dates, prices, product and order numbers, EAN
 * and ISBN, epoch times, UUIDs with dashes, ids of up to 21 characters, 24 hex digits. The price: a
 * national telephone number of ten digits without separators stays, and one in ten order numbers of
 * 16 digits that begin like a card becomes `*`.
 *
 * @example
 * scrubText('Order 4711 for ada%40example.org'); // 'Order 4711 for *'
 */
export function scrubText(text: string): string {
  let clean = text;
  let found = false;
  for (let layer = 0; layer < 9; layer++) {
    const plain = plainer(clean);
    const masked = plain.replace(possible, checked).replace(certain, '*');
    found ||= masked !== plain;
    if (masked === clean) return found ? clean : text;
    clean = masked;
  }
  return '*';
}
