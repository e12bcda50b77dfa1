import { startOfDay as firstInstant } from '@touchtrail/contract';

/**
 * The instant at which a calendar day begins in a time zone, as the dashboard reckons it.
 *
 * @param date `YYYY-MM-DD`
 * @returns epoch ms, or `undefined` when there is no such day
 * @example
 * startOfDay('2026-07-01', 'Europe/Berlin'); // 1782856800000, which is 22:00 UTC of the day before
 */
export function startOfDay(date: string, timezone: string): number | undefined {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const isDay = !Number.isNaN(midnight) && new Date(midnight).toISOString().slice(0, 10) === date;
  return isDay ? firstInstant(date, timezone) : undefined;
}
