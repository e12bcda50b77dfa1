import * as z from 'zod';
import { refusal } from './refusals.ts';

const durationUnits = { ms: 1, s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7, w: 6.048e8 } as const;

/**
 * Reads a duration such as `30m`, `7d`, `2s`, `1.5h`.
 *
 * @returns milliseconds, or `undefined`.
 * @example
 * parseDuration('7d'); // 604800000
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(text.trim());
  if (!match) return undefined;
  const ms = Number(match[1]) * durationUnits[match[2] as keyof typeof durationUnits];
  return ms > 0 && ms <= 3_650 * durationUnits.d ? Math.round(ms) : undefined;
}

/** A duration parameter; in the parsed report parameters it is milliseconds. */
export const durationSchema = z.union([z.string(), z.number().positive()]).transform((v, ctx) => {
  const ms = typeof v === 'number' ? v : parseDuration(v);
  if (ms === undefined) {
    ctx.addIssue({ code: 'custom', message: refusal('must be a duration such as 30m, 12h or 7d') });
    return z.NEVER;
  }
  return ms;
});
