import { zoneOffset } from '@touchtrail/contract';

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?)?$/;
const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,? +(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/**
 * Reads a time that tells no zone, as tills and telephone systems write it: `2026-10-31 14:05`,
 * `2026-10-31T14:05:09`, `31.10.2026 14:05`; a day alone is its beginning. An hour that a clock change
 * skips counts as the one after it, an hour that comes twice as the first.
 *
 * @returns epoch ms, or `undefined` when it is none of these or there is no such day
 * @example
 * localTime('31.10.2026 14:05', 'Europe/Berlin'); // 1793451900000
 */
export function localTime(text: string, timezone: string): number | undefined {
  const turned = dotted.exec(text);
  const [year, month, day, hour = '0', minute = '0', second = '0', fraction = ''] = turned
    ? [turned[3], turned[2], turned[1], ...turned.slice(4)]
    : (iso.exec(text)?.slice(1) ?? []);
  if (year === undefined) return undefined;
  const wall = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Number(fraction.padEnd(3, '0')),
  );
  const read = new Date(wall);
  if (read.getUTCDate() !== Number(day) || read.getUTCMonth() !== Number(month) - 1) {
    return undefined;
  }
  // With the offsets of the day before and after: of two instants the earlier, of none the later.
  const before = wall - zoneOffset(wall - 86_400_000, timezone);
  const after = wall - zoneOffset(wall + 86_400_000, timezone);
  const shown = (instant: number) => instant + zoneOffset(instant, timezone) === wall;
  return !shown(before) && shown(after) ? after : before;
}
