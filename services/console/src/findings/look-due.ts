import type { FindingsWatch } from '@touchtrail/contract';

const dayMs = 86_400_000;
/** Looks are made from this hour on, so that the day before is whole. */
const firstHour = 4;

/** The day of a time in a time zone, as days since 1970; before the first hour still the day before. */
function localDay(at: number, timezone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string): number =>
    Number(parts.find((each) => each.type === type)?.value ?? 0);
  const day = Date.UTC(part('year'), part('month') - 1, part('day')) / dayMs;
  return part('hour') < firstHour ? day - 1 : day;
}

// 1970-01-01 was a Thursday: four days before it began a Monday, three after the last one.
const weekOf = (day: number): number => Math.floor((day + 3) / 7);

/**
 * Whether a look is due: daily or on Mondays, from four in the morning of the site's time on; at once
 * where none was made yet.
 *
 * @example
 * isDue({ cadence: 'weekly', lookedAt: lastMonday }, 'Europe/Berlin', Date.now());
 */
export function isDue(
  { cadence, lookedAt }: Pick<FindingsWatch, 'cadence' | 'lookedAt'>,
  timezone: string,
  now: number,
): boolean {
  if (lookedAt === null) return true;
  const [last, today] = [localDay(lookedAt, timezone), localDay(now, timezone)];
  return cadence === 'daily' ? today > last : weekOf(today) > weekOf(last);
}
