import type { Experiment } from '@touchtrail/contract';
import { samplePerArm } from '../stats/sample-size.ts';
import type { TotalEffect } from './effect.ts';

const dayMs = 86_400_000;

/**
 * An experiment that would tell the effect, or a difference in the same direction.
 *
 * @param detect the difference, in percentage points; the effect itself when left out
 * @param journeys that met the touchpoint in `spanMs`
 */
export function experimentOf(
  { withIt: found, without }: TotalEffect,
  detect: number | undefined,
  journeys: number,
  spanMs: number,
): Experiment | null {
  const withIt =
    detect === undefined ? found : without + (found < without ? -1 : 1) * (detect / 100);
  const perArm = samplePerArm(without, withIt);
  if (perArm === null) return null;
  const perDay = spanMs > 0 ? (journeys * dayMs) / spanMs : 0;
  return {
    without,
    withIt,
    perArm,
    days: perDay > 0 ? Math.ceil((2 * perArm) / perDay) : null,
  };
}
