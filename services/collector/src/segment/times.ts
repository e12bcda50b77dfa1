import { parseTime } from '@touchtrail/contract';

const withoutOffset = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$/;

/** As epoch milliseconds this is March 1973: a smaller number counts seconds. */
const leastMs = 1e11;

/**
 * A time as Segment's clients and their users write it: ISO 8601, also without an offset or as a bare
 * date, which are UTC then; epoch milliseconds, or seconds where the number is too small for them.
 *
 * @returns epoch ms, or undefined when it is no time.
 * @example
 * timeOf('2026-11-22T10:00:00'); // 1795341600000
 */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return parseTime(Math.abs(value) < leastMs ? value * 1_000 : value);
  }
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const text = value.trim();
  if (withoutOffset.test(text))
    return parseTime(text.includes('T') ? `${text}Z` : `${text}T00:00Z`);
  return parseTime(text);
}
