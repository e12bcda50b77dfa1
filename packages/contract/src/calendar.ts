/** The calendar day of an instant in a time zone, as YYYY-MM-DD. */
export function dayOf(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(at);
  const get = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return `${get('year').padStart(4, '0')}-${get('month')}-${get('day')}`;
}

/** A day moved by whole calendar days. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toJSON().slice(0, 10);
}

/** How far a time zone's wall clock is ahead of UTC at an instant, in ms. */
export function zoneOffset(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const get = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(
    get('year'),
    get('month') - 1,
    get('day'),
    get('hour'),
    get('minute'),
    get('second'),
  );
  return wall - Math.floor(at / 1_000) * 1_000;
}

/**
 * The first instant of a calendar day in a time zone.
 *
 * @param day `YYYY-MM-DD`, a day that there is
 * @returns epoch ms
 * @example
 * startOfDay('2026-07-01', 'Europe/Berlin'); // 1782856800000, which is 22:00 UTC of the day before
 */
export function startOfDay(day: string, timeZone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // Twice, because the offset at the guess may be that of the other side of a clock change.
  const guess = utc - zoneOffset(utc, timeZone);
  const start = utc - zoneOffset(guess, timeZone);
  // Where clocks jump over midnight the day begins later than 00:00.
  return dayOf(start, timeZone) === day ? start : start + 3_600_000;
}
