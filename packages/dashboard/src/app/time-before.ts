import { addDays, dayOf, rangeBounds, startOfDay } from '@touchtrail/contract/view';
import type { Range } from '@touchtrail/contract/view';

const dayMs = 86_400_000;

/**
 * The time before a period, of the same length; undefined where there is none, because the period is all
 * there is. Of a period that still runs as much is taken as was observed of it: its last day is not over,
 * and a whole one would always look like more.
 *
 * @param lastTouchAt end of the data, epoch ms; null without any.
 */
export function timeBefore(
  period: Range,
  timeZone: string,
  now: number,
  lastTouchAt: number | null,
): { from: number; to: number } | undefined {
  const { from, to } = rangeBounds(period, timeZone, now);
  if (from === undefined) return undefined;
  const first = dayOf(from, timeZone);
  const end = to === undefined ? addDays(dayOf(now, timeZone), 1) : dayOf(to, timeZone);
  const days = Math.round((Date.parse(end) - Date.parse(first)) / dayMs);
  const earlier = startOfDay(addDays(first, -days), timeZone);
  if (to !== undefined || lastTouchAt === null || lastTouchAt < from) {
    return { from: earlier, to: from };
  }
  const lastDay = dayOf(lastTouchAt, timeZone);
  const until =
    startOfDay(addDays(lastDay, -days), timeZone) +
    (lastTouchAt + 1 - startOfDay(lastDay, timeZone));
  return { from: earlier, to: Math.min(until, from) };
}
