import type { Proportion } from '@touchtrail/contract';
import { words } from '../words/words.ts';
import { perLocale } from './per-locale.ts';

/** Narrow no-break space: keeps a unit with its number. */
const thin = '\u202F';
export const nothing = '–';

const say = words({ None: 'Keine', '1 in {n}': '1 von {n}' });

const whole = perLocale((at) => new Intl.NumberFormat(at, { maximumFractionDigits: 0 }));
const one = perLocale(
  (at) => new Intl.NumberFormat(at, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
);
const two = perLocale((at) => new Intl.NumberFormat(at, { maximumSignificantDigits: 3 }));
const compact = perLocale(
  (at) => new Intl.NumberFormat(at, { notation: 'compact', maximumFractionDigits: 1 }),
);

/** @example formatCount(12480); // "12,480" */
export const formatCount = (value: number): string => whole().format(value);

/** For axis labels. @example formatCompact(12480); // "12.5K" */
export const formatCompact = (value: number): string => compact().format(value);

/** A signed number with one decimal below 100. @example formatSigned(38); // "+38.0" */
export function formatSigned(value: number): string {
  const size = Math.abs(value);
  if (size < 0.05) return '0';
  const text = (size < 99.95 ? one() : whole()).format(size);
  return (value < 0 ? '\u2212' : '+') + text;
}

const percentNumber = (rate: number): string => one().format(rate * 100);

/**
 * A share in per cent. It never rounds to 0 or 100 what is neither.
 *
 * @example
 * formatRate(0.1119); // "11.2 %"
 * formatRate(null); // "–"
 */
export function formatRate(rate: number | null): string {
  if (rate === null) return nothing;
  if (rate > 0 && rate < 0.0005) return `<${percentNumber(0.001)}${thin}%`;
  if (rate < 1 && rate > 0.9995) return `>${percentNumber(0.999)}${thin}%`;
  return `${percentNumber(rate)}${thin}%`;
}

/** A figure of any size in three digits. @example formatFigure(1.2345); // "1.23" */
export const formatFigure = (value: number | null): string =>
  value === null ? nothing : Math.abs(value) >= 1_000 ? formatCount(value) : two().format(value);

/** Points of a share, signed. @example formatPoints(0.061); // "+6.1" */
export const formatPoints = (difference: number): string => formatSigned(difference * 100);

/** How sure a finding is. @example formatQ(0.0004); // "<0.001" */
export const formatQ = (q: number | null): string =>
  q === null ? nothing : q < 0.001 ? `<${two().format(0.001)}` : two().format(Number(q.toFixed(3)));

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
  if (rate === 0) return say('None');
  if (rate <= 1 / 3) return say('1 in {n}', { n: formatCount(Math.round(1 / rate)) });
  return `${whole().format(rate * 100)}${thin}%`;
}

/** @example plural(1, 'journey', 'journeys'); // "1 journey" */
export const plural = (count: number, singular: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? singular : many}`;
