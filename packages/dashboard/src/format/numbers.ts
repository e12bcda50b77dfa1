import type { Proportion } from '@touchtrail/contract';

/** Narrow no-break space: keeps a unit with its number. */
const thin = '\u202F';
export const nothing = '–';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const one = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** @example formatCount(12480); // "12,480" */
export const formatCount = (value: number): string => whole.format(value);

/** For axis labels. @example formatCompact(12480); // "12.5K" */
export const formatCompact = (value: number): string => compact.format(value);

/** A signed number with one decimal below 100. @example formatSigned(38); // "+38.0" */
export function formatSigned(value: number): string {
  const text = (Math.abs(value) < 99.95 ? one : whole).format(Math.abs(value));
  if (Number(text) === 0) return '0';
  return (value < 0 ? '\u2212' : '+') + text;
}

const percentNumber = (rate: number): string => one.format(rate * 100);

/**
 * A share in per cent. It never rounds to 0 or 100 what is neither.
 *
 * @example
 * formatRate(0.1119); // "11.2 %"
 * formatRate(null); // "–"
 */
export function formatRate(rate: number | null): string {
  if (rate === null) return nothing;
  if (rate > 0 && rate < 0.0005) return `<0.1${thin}%`;
  if (rate < 1 && rate > 0.9995) return `>99.9${thin}%`;
  return `${percentNumber(rate)}${thin}%`;
}

/** The 95 % interval of a share. @example "10.6–11.8 %" */
export function formatInterval({ low, high }: Pick<Proportion, 'low' | 'high'>): string {
  if (low === null || high === null) return nothing;
  return `${percentNumber(low)}–${percentNumber(high)}${thin}%`;
}

/**
 * A share in words people say: "1 in 9" when it is rare, per cent when it is not.
 *
 * @example
 * inWords(0.112); // "1 in 9"
 * inWords(0.44); // "44 %"
 */
export function inWords(rate: number): string {
  if (rate === 0) return 'None';
  if (rate <= 1 / 3) return `1 in ${formatCount(Math.round(1 / rate))}`;
  return `${whole.format(rate * 100)}${thin}%`;
}

/** @example plural(1, 'journey', 'journeys'); // "1 journey" */
export const plural = (count: number, singular: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? singular : many}`;
