import * as z from 'zod';
import { refusal } from './report/refusals.ts';

const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})$/;

/**
 * Reads a wire time: RFC 3339 text with an offset, or epoch milliseconds.
 *
 * @returns epoch milliseconds in UTC, or `undefined` when it is neither.
 * @example
 * parseTime('2026-11-22T10:00:00Z'); // 1795341600000
 * parseTime(1795341600000); // 1795341600000
 */
export function parseTime(value: string | number): number | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) && Math.abs(value) <= 8.64e15 ? Math.trunc(value) : undefined;
  }
  if (!rfc3339.test(value)) return undefined;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? undefined : ms;
}

/** A time on the wire, parsed to epoch milliseconds. */
export const timeSchema = z.union([z.string().max(40), z.number()]).transform((value, context) => {
  const ms = parseTime(value);
  if (ms === undefined) {
    context.addIssue({
      code: 'custom',
      message: refusal(
        'must be RFC 3339 with an offset (2026-11-22T10:00:00Z) or epoch milliseconds',
      ),
    });
    return z.NEVER;
  }
  return ms;
});
