import type { DurationQuantiles } from '@touchtrail/contract';
import { language } from '../words/language.ts';
import { words } from '../words/words.ts';
import { nothing } from './numbers.ts';
import { perLocale } from './per-locale.ts';

const say = words({ 'just now': 'gerade eben', '{time} ago': 'vor {time}' });

const thin = '\u202F';
/** Short for units of time; German days are T. */
const short = (name: string) => (name === 'd' && language.value === 'de' ? 'T' : name);
const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/**
 * A duration in its two largest units, rounded.
 *
 * @param ms milliseconds; null when nothing was observed.
 * @example
 * formatDuration(273_600_000); // "3 d 4 h"
 */
export function formatDuration(ms: number | null): string {
  if (ms === null) return nothing;
  if (ms < 1_000) return `${Math.round(ms)}${thin}ms`;
  const index = units.findIndex(([, size]) => ms >= size);
  const [name, size] = units[index] ?? units[3];
  const small = units[index + 1];
  // From ten on the second unit is noise; minutes and seconds are seldom both wanted.
  if (!small || ms >= 10 * size || name === 'min') return rounded(ms, name, size, index);
  const total = Math.round(ms / small[1]);
  const per = size / small[1];
  const rest = total % per;
  const big = (total - rest) / per;
  return `${big}${thin}${short(name)}${rest === 0 ? '' : ` ${rest}${thin}${small[0]}`}`;
}

function rounded(ms: number, name: string, size: number, index: number): string {
  const value = Math.round(ms / size);
  const larger = units[index - 1];
  return larger && value * size >= larger[1]
    ? `1${thin}${short(larger[0])}`
    : `${value}${thin}${short(name)}`;
}

/** The middle half of a distribution. @example "1 h – 2 d" */
export const formatQuartiles = ({ p25, p75 }: DurationQuantiles): string =>
  p25 === null || p75 === null ? nothing : `${formatDuration(p25)} – ${formatDuration(p75)}`;

const dayAndMonth = { timeZone: 'UTC', day: 'numeric', month: 'short' } as const;
const days = {
  short: perLocale((at) => new Intl.DateTimeFormat(at, dayAndMonth)),
  long: perLocale(
    (at) => new Intl.DateTimeFormat(at, { ...dayAndMonth, weekday: 'short', year: 'numeric' }),
  ),
};

/** A day of a report (YYYY-MM-DD, already in the site's zone). @example "3 Nov" */
export function formatDay(day: string, style: 'short' | 'long' = 'short'): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at)) return day;
  return days[style]().format(at);
}

const inZone = perLocale((at) => {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
    const key = JSON.stringify([timeZone, options]);
    const known = made.get(key) ?? new Intl.DateTimeFormat(at, { timeZone, ...options });
    made.set(key, known);
    return known;
  };
});

/** An instant in a time zone. @example "21 Nov 2026, 14:02" */
export const formatInstant = (at: number, timeZone: string): string =>
  inZone()(timeZone, { dateStyle: 'medium', timeStyle: 'short' }).format(at);

/** The time of day with seconds. @example "14:02:11" */
export const formatClock = (at: number, timeZone: string): string =>
  inZone()(timeZone, { timeStyle: 'medium' }).format(at);

/** How long ago, in words. @example "12 s ago" */
export function formatAgo(at: number, now: number): string {
  const ms = now - at;
  if (ms < 5_000) return say('just now');
  const [name, size] = units.find(([, length]) => ms >= length) ?? units[3];
  return say('{time} ago', { time: `${Math.floor(ms / size)}${thin}${short(name)}` });
}
