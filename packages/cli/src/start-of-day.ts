/** How far a zone is ahead of UTC at an instant, in ms. */
export function zoneOffset(instant: number, timezone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((entry) => entry.type === type)?.value);
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return local - Math.floor(instant / 1_000) * 1_000;
}

/**
 * The instant at which a calendar day begins in a time zone.
 *
 * @param date `YYYY-MM-DD`
 * @returns epoch ms, or `undefined` when there is no such day
 * @example
 * startOfDay('2026-07-01', 'Europe/Berlin'); // 1782856800000, which is 22:00 UTC of the day before
 */
export function startOfDay(date: string, timezone: string): number | undefined {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) {
    return undefined;
  }
  // The offset at UTC midnight may be that of before a clock change: take it again where it leads.
  const first = midnight - zoneOffset(midnight, timezone);
  return midnight - zoneOffset(first, timezone);
}
