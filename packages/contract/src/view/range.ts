import { addDays, dayOf, startOfDay } from '../calendar.ts';

export { addDays, dayOf, startOfDay };

/** The reported period. Days are calendar days of the site's time zone, both ends included. */
export type Range =
  | { kind: 'last'; days: 7 | 30 | 90 }
  | { kind: 'all' }
  | { kind: 'custom'; from: string; to: string };

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

const isDay = (text: string): boolean =>
  dayPattern.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

/**
 * Reads a range from a link.
 *
 * @returns `undefined` when the text is no range.
 * @example
 * parseRange('30d'); // { kind: 'last', days: 30 }
 * parseRange('2026-10-01..2026-10-31');
 */
export function parseRange(text: string): Range | undefined {
  if (text === 'all') return { kind: 'all' };
  if (text === '7d' || text === '30d' || text === '90d') {
    return { kind: 'last', days: Number(text.slice(0, -1)) as 7 | 30 | 90 };
  }
  const [from, to, more] = text.split('..');
  if (from === undefined || to === undefined || more !== undefined) return undefined;
  return isDay(from) && isDay(to) && from <= to ? { kind: 'custom', from, to } : undefined;
}

/** The text of a range in a link; the inverse of {@link parseRange}. */
export function formatRange(range: Range): string {
  if (range.kind === 'all') return 'all';
  return range.kind === 'last' ? `${range.days}d` : `${range.from}..${range.to}`;
}

/**
 * What a range means for a report: epoch ms, `to` exclusive, absent ends open. Presets have no `to`,
 * so that a touch of this second is in.
 */
export function rangeBounds(
  range: Range,
  timeZone: string,
  now: number,
): { from?: number; to?: number } {
  if (range.kind === 'all') return {};
  if (range.kind === 'last') {
    return { from: startOfDay(addDays(dayOf(now, timeZone), 1 - range.days), timeZone) };
  }
  return {
    from: startOfDay(range.from, timeZone),
    to: startOfDay(addDays(range.to, 1), timeZone),
  };
}

/**
 * The same days under their names, so that a link shows the same tomorrow; without ends it stays so.
 *
 * @example
 * fixedRange({ kind: 'last', days: 7 }, 'UTC', Date.UTC(2026, 9, 7)); // 2026-10-01..2026-10-07
 */
export function fixedRange(range: Range, timeZone: string, now: number): Range {
  if (range.kind !== 'last') return range;
  const to = dayOf(now, timeZone);
  return { kind: 'custom', from: addDays(to, 1 - range.days), to };
}

/** Without a choice: the last 30 days, or all data where the data is older than that. */
export function defaultRange(lastTouchAt: number | null, now: number): Range {
  return lastTouchAt !== null && lastTouchAt < now - 30 * 86_400_000
    ? { kind: 'all' }
    : { kind: 'last', days: 30 };
}
