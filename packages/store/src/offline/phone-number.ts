/**
 * A number as it is compared: `+` and digits, or digits alone where it names no country.
 *
 * @returns undefined when it is no phone number
 * @example
 * phoneNumber('0049 (0)30 / 123-456'); // '+4930123456'
 */
export function phoneNumber(text: string): string | undefined {
  const plain = text
    .trim()
    .replace(/^00/, '+')
    .replace(/(?<=^\+[\d\s]{1,5})\(0\)/, '')
    .replaceAll(/[\s()/.-]/g, '');
  return /^\+?\d{5,15}$/.test(plain) ? plain : undefined;
}

/** Digits that a number without its country must share with one that has it. */
const enough = 6;

/**
 * Which of a pool's numbers was called. Call logs write national numbers too: such a one is the only
 * number of the pool that ends in its digits, or none.
 *
 * @example
 * calledOf(['+4930123456'], '030 123456'); // '+4930123456'
 */
export function calledOf(pool: readonly string[], text: string): string | undefined {
  const number = phoneNumber(text);
  if (number === undefined) return undefined;
  if (number.startsWith('+')) return pool.includes(number) ? number : undefined;
  const digits = number.replace(/^0+/, '');
  if (digits.length < enough) return undefined;
  const alike = pool.filter((one) => one.endsWith(digits));
  return alike.length === 1 ? alike[0] : undefined;
}
