/** A decimal that stands alone behind its sign, not the first of a group of three. */
const decimal = /([.,])(\d)(?!\d)/;

/**
 * Texts of the ticks of one axis: without decimals where all are whole numbers.
 *
 * @example
 * evenTexts(['0', '+50.0', '+100']); // ['0', '+50', '+100']
 * evenTexts(['0.0 %', '2.5 %']); // as they are
 */
export const evenTexts = (texts: readonly string[]): readonly string[] =>
  texts.every((text) => (decimal.exec(text)?.[2] ?? '0') === '0')
    ? texts.map((text) => text.replace(decimal, ''))
    : texts;
