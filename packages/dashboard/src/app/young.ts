import { silences } from './view-state.ts';
import type { Silence } from './view-state.ts';

const day = 86_400_000;

interface Watched {
  parameters: { from?: number | undefined; inactivityLimit: number };
  population: { open: number };
  dataUntil: number | null;
}

/**
 * Whether the period is too short for any journey to be abandoned: then closed journeys are
 * conversions only, and shares of closed ones say nothing.
 *
 * @returns the days watched and a shorter limit that would let journeys close; undefined when all is
 * well.
 */
export function tooYoung(
  report: Watched,
): { days: number; instead: Silence | undefined } | undefined {
  const { from, inactivityLimit } = report.parameters;
  if (from === undefined || report.dataUntil === null || report.population.open === 0)
    return undefined;
  const watched = report.dataUntil - from;
  if (watched > inactivityLimit) return undefined;
  // A third leaves time to watch journeys end by silence.
  const instead = silences.findLast((one) => Number.parseInt(one, 10) * day * 3 <= watched);
  return { days: Math.max(1, Math.round(watched / day)), instead };
}
