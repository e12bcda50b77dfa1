import type { Bounded } from '@touchtrail/contract';
import { aalenJohansen } from './aalen-johansen.ts';
import { kaplanMeier } from './kaplan-meier.ts';
import { allEnds, everWatched } from './risk-rows.ts';
import type { RiskRow } from './risk-rows.ts';
import { wilson } from './wilson.ts';

/** A curve of the share ended by a cause. */
export interface EndedShare {
  /** The share ended by the cause by a time; null once nobody was watched that long. */
  at: (time: number) => Bounded;
  /** The time by which a share of all has ended by the cause; null: not so many yet. */
  timeOf: (share: number) => Bounded;
  /** How many were watched and had not ended just before a time. */
  atRisk: (time: number) => number;
}

interface Step {
  time: number;
  value: number;
  low: number | null;
  high: number | null;
}

const nothing: Bounded = { value: null, low: null, high: null };

/** Whether rows hold ends by any other cause than one. */
export const competes = (rows: readonly RiskRow[], cause: number): boolean =>
  rows.some(({ ends }) => ends.some((n, index) => n > 0 && index !== cause));

/**
 * Share ended by one cause: by Kaplan-Meier with log(−log) bounds while nothing else ended anything, by
 * Aalen-Johansen as soon as other causes compete; 1 − Kaplan-Meier would be too high then.
 *
 * @param cause null: any cause
 * @param rows times rising
 */
export function endedShare(rows: readonly RiskRow[], cause: number | null): EndedShare {
  const steps = stepsOf(rows, cause);
  const last = rows.at(-1);
  // When the last of all ended nothing changes afterwards; else nobody knows what would have.
  const knownUntil = last === undefined ? -Infinity : last.censored === 0 ? Infinity : last.time;
  const ever = everWatched(rows);
  return {
    at: (time) => {
      if (time > knownUntil) return nothing;
      const step = steps.findLast((entry) => entry.time <= time);
      if (step) return { value: step.value, low: step.low, high: step.high };
      return { value: 0, low: 0, high: wilson(0, ever).high };
    },
    timeOf: (share) => {
      const first = (pick: (step: Step) => number | null): number | null =>
        // 1e-12: sums of fractions differ in the last digits.
        steps.find((step) => (pick(step) ?? 0) >= share - 1e-12)?.time ?? null;
      return {
        value: first((step) => step.value),
        low: first((step) => step.high),
        high: first((step) => step.low),
      };
    },
    atRisk: (time) => {
      const before = rows.filter((row) => row.time < time);
      return ever - before.reduce((sum, row) => sum + allEnds(row) + row.censored, 0);
    },
  };
}

function stepsOf(rows: readonly RiskRow[], cause: number | null): Step[] {
  if (cause !== null && competes(rows, cause)) {
    return aalenJohansen(rows, cause).map(({ time, incidence, low, high }) => ({
      time,
      value: Math.min(1, incidence),
      low,
      high,
    }));
  }
  return kaplanMeier(rows).map(({ time, survival, low, high }) => ({
    time,
    value: 1 - survival,
    low: high === null ? null : 1 - high,
    high: low === null ? null : 1 - low,
  }));
}
