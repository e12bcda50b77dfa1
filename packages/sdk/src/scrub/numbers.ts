/**
 * Telephone numbers: `0171 1234567`, `06 12 34 56 78`, 11 digits (12 of German mobiles) from 0 on, 14
 * from 00 on, `555-123-4567`, `+49 …`.
 */
export const phone =
  /(?:\b|_)(?:0(?:\d{2,4}\)?[ +/-]{1,3}\d(?:[ ().+/-]{0,3}\d){5,10}|\d([ .+-])\d\d(?:\1\d\d){3}|(?:1[5-7]|[1-9])\d{9}|0[1-9]\d{11,13})|[2-9]\d\d(?:\) ?|[.-])\d{3}[ .-]\d{4})\b|\B\+[1-9](?:[ ().+/-]{0,3}\d){6,14}/g;

/** Numbers in the form of a card's (16 to 19 digits, or 14 from 3 on), or of an IBAN. */
const account =
  /(?:\b|_)(?:(?:[3-6]\d|2[2-7])\d\d(?:[ +-]?\d{4}){3}(?:[ +-]?\d{1,3})?|3\d{3}[ +-]?\d{6}[ +-]?\d{4,5}|[a-z]{2}(?=(?:[a-z +-]{0,6}\d){12})\d\d(?:[ +-]?[a-z\d]{4}){2,7}(?:[ +-]?[a-z\d]{1,3})?)\b/gi;

/**
 * The rules of `scrubText` as far as a script has room for them: telephone numbers, and what has the
 * form of a card number or an IBAN, whether its check digits are right or not. Sees through one layer of
 * percent-encoding and invisible characters.
 *
 * @param others hides everything else, such as e-mail addresses.
 * @example
 * hideNumbers('Call %2B49 171 1234567', String); // 'Call *'
 */
export function hideNumbers(text: string, others: (text: string) => string): string {
  // Most texts have nothing to see through and too few digits; normalizing is slow the first time.
  if (!/[^ -~]|%|(\d\D*){7}/.test(text)) return others(text);
  // One UUID in a thousand has a telephone number in it, by chance.
  if (/^[\da-f-]{36}$/i.test(text)) return text;
  let plain = text;
  try {
    plain = decodeURIComponent(text);
  } catch {}
  plain = plain.normalize('NFKC').replace(/\p{Cf}/gu, '');
  const hidden = others(plain.replace(account, '*').replace(phone, '*'));
  return hidden === plain ? text : hidden;
}
