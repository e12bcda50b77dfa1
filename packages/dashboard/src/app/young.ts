import { silences } from '@touchtrail/contract/view';
import type { Silence } from '@touchtrail/contract/view';

const day = 86_400_000;

interface Watched {
  parameters: { from?: number | undefined; inactivityLimit?: number | undefined };
  population: { open: number };
  dataUntil: number | null;
}

/**
 * Whether the data are too young for any journey to be abandoned: then closed journeys are
 * conversions only, and shares of closed ones say nothing.
 *
 * @param firstTouchAt the first touch of the site, which may be later than the period's start.
 * @returns the time watched and a shorter limit that would let journeys close; undefined when all is
 * well.
 */
export function tooYoung(
  report: Watched,
  firstTouchAt?: number | null,
): { watchedMs: number; instead: Silence | undefined } | undefined {
  const { from, inactivityLimit } = report.parameters;
  const { dataUntil } = report;
  if (from === undefined || inactivityLimit === undefined) return undefined;
  if (dataUntil === null || report.population.open === 0) return undefined;
  const watched = dataUntil - Math.max(from, firstTouchAt ?? from);
  if (watched > inactivityLimit) return undefined;
  // A third leaves time to watch journeys end by silence.
  const instead = silences.findLast((one) => Number.parseInt(one, 10) * day * 3 <= watched);
  return { watchedMs: watched, instead };
}
