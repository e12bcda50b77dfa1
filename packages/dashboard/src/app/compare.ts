import { computed } from '@preact/signals';
import {
  addDays,
  dayOf,
  rangeBounds,
  segmentParameter,
  startOfDay,
} from '@touchtrail/contract/view';
import type { Range } from '@touchtrail/contract/view';
import { range, site, view } from './state.ts';

const dayMs = 86_400_000;

/**
 * The time of the same length that ends where a period begins; undefined where there is none, because
 * the period is all there is.
 */
export function timeBefore(
  period: Range,
  timeZone: string,
  now: number,
): { from: number; to: number } | undefined {
  const { from, to } = rangeBounds(period, timeZone, now);
  if (from === undefined) return undefined;
  const first = dayOf(from, timeZone);
  const end = to === undefined ? addDays(dayOf(now, timeZone), 1) : dayOf(to, timeZone);
  const days = Math.round((Date.parse(end) - Date.parse(first)) / dayMs);
  return { from: startOfDay(addDays(first, -days), timeZone), to: from };
}

/** What the report `compare` is told of the other side; null: nothing is compared, or nothing can be. */
export const compareParameters = computed<Record<string, unknown> | null>(() => {
  const { compare } = view.value;
  const zone = site.value?.timezone ?? 'UTC';
  if (!compare) return null;
  if (compare.kind === 'segment') {
    return compare.segment.length === 0
      ? null
      : { compareSegment: segmentParameter(compare.segment) };
  }
  const bounds =
    compare.kind === 'range'
      ? rangeBounds(compare.range, zone, Date.now())
      : timeBefore(range.value, zone, Date.now());
  return bounds ? { compareFrom: bounds.from, compareTo: bounds.to } : null;
});
