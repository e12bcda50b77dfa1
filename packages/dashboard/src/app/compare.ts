import { computed } from '@preact/signals';
import { rangeBounds, segmentParameter } from '@touchtrail/contract/view';
import { range, site, view } from './state.ts';
import { timeBefore } from './time-before.ts';

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
      : timeBefore(range.value, zone, Date.now(), site.value?.lastTouchAt ?? null);
  return bounds ? { compareFrom: bounds.from, compareTo: bounds.to } : null;
});
