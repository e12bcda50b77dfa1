import { parseDuration } from '@touchtrail/contract';
import { startOfDay } from './start-of-day.ts';

/**
 * `2026-11-01` is the start of that day in the zone, `7d` is that long before `now`, all else stays.
 *
 * @example
 * instant('7d', 'Europe/Berlin', Date.now());
 */
export function instant(value: string, timezone: string, now: number): string | number {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return startOfDay(value, timezone) ?? value;
  if (/^\d+$/.test(value)) return Number(value);
  const ago = parseDuration(value);
  return ago === undefined ? value : now - ago;
}
