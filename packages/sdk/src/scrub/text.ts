import { hideObvious } from './obvious.ts';

/**
 * Telephone numbers: `0171 1234567`, `06 12 34 56 78`, 11 digits (12 of German mobiles) from 0 on, 14
 * from 00 on, `555-123-4567`, `+49 …`.
 */
const phone =
  /(?:\b|_)(?:0(?:\d{2,4}\)?[ +/-]{1,3}\d(?:[ ().+/-]{0,3}\d){5,10}|\d([ .+-])\d\d(?:\1\d\d){3}|(?:1[5-7]|[1-9])\d{9}|0[1-9]\d{11,13})|[2-9]\d\d(?:\) ?|[.-])\d{3}[ .-]\d{4})\b|\B\+[1-9](?:[ ().+/-]{0,3}\d){6,14}/g;

/** What a check decides: IBAN, card number, token; perhaps with groups after it, as an expiry date. */
const possible =
  /\b[a-z]{2}\d\d(?:[ +-]?[a-z\d]{4}){2,7}(?:[ +-]?[a-z\d]{1,3})?\b|\b\d{4}(?:[ +-]?\d{3,6}){2,4}\b|[a-z\d]{22,}/gi;

const checked = (candidate: string): string => {
  for (let head = candidate; head.length > 13; head = head.replace(/(^|[ +-])\w+$/, '')) {
    const plain = head.replace(/[ +-]/g, '');
    const { length } = plain;
    let sum = 0;
    // Luhn's check, ISO/IEC 7812-1: every second digit from the right counts double, as its digit sum.
    for (let at = 0; at < length; at++) {
      sum += (length - at) % 2 ? +plain[at]! : ((+plain[at]! * 2 - 1) % 9) + 1;
    }
    if (
      // No year begins a card.
      (sum % 10 === 0 && /^(?!20)[2-6]\d{13,18}$/.test(plain)) ||
      // ISO 13616: the number, its head moved to its end, is 1 modulo 97.
      (/^[a-z]{2}\d\d\w{11,30}$/i.test(plain) &&
        BigInt(
          (plain.slice(4) + plain.slice(0, 4)).replace(
            /[a-z]/gi,
            (letter) => `${parseInt(letter, 36)}`,
          ),
        ) %
          97n ===
          1n) ||
      // 22 characters of base 62 are 128 bits. The kind of character changes far more often there than
      // in words, of which `iPhone15ProMaxBlackTitanium` is made.
      (/\d/.test(plain) &&
        length > 21 &&
        /[A-Z]/.test(plain) &&
        plain.replace(/[A-Z]?[a-z]+|[A-Z]+|\d+/g, '.').length > length * 0.3)
    ) {
      return `*${candidate.slice(head.length)}`;
    }
  }
  return candidate;
};

const uuid = /([\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12})/i;

/** One in a thousand UUIDs has a telephone number in it, by chance; addresses may have a UUID in them. */
const hidden = (text: string): string =>
  hideObvious(text)
    .split(uuid)
    .map((part, at) => (at % 2 ? part : part.replace(possible, checked).replace(phone, '*')))
    .join('');

/** One layer of percent-encoding less. Broken UTF-8 is read byte by byte. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    // oxlint-disable-next-line typescript/no-deprecated -- nothing else reads what is broken
    return unescape(text);
  }
};

/** The same text as a reader would see it: decoded, without invisible characters, in plain digits. */
const plainer = (text: string): string =>
  decoded(text)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Pd}/gu, '-')
    // Digits of a script follow each other, in most from a multiple of 16 on, in those of India from 6 more.
    .replace(/(?!\d)\p{Nd}/gu, (digit) => {
      const code = digit.codePointAt(0)!;
      return `${((code > 2_400 && code < 3_584 ? code + 10 : code) % 16) % 10}`;
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
    const masked = hidden(plain);
    found ||= masked !== plain;
    if (masked === clean) return found ? clean : text;
    clean = masked;
  }
  return '*';
}
