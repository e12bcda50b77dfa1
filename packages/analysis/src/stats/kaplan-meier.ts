import { allEnds, everWatched } from './risk-rows.ts';
import type { RiskRow } from './risk-rows.ts';
import { z95 } from './wilson.ts';

/** The survival curve from one time on, to the next step. */
export interface SurvivalStep {
  time: number;
  atRisk: number;
  events: number;
  /** Share not ended by this time. */
  survival: number;
  /** Greenwood's; null once nobody is left. */
  standardError: number | null;
  /** 95 % bounds on the log(−log) scale; null once nobody is left. */
  low: number | null;
  high: number | null;
}

/**
 * Kaplan-Meier estimate of the share not ended yet, all causes together, with Greenwood's standard
 * error and pointwise 95 % bounds. One step for each time at which something ended.
 *
 * With competing causes its complement is **not** the share ended by one of them: use
 * `aalenJohansen`.
 *
 * Sources: E. L. Kaplan, P. Meier, JASA 53 (1958) 457–481; M. Greenwood 1926; bounds: J. D.
 * Kalbfleisch, R. L. Prentice, The Statistical Analysis of Failure Time Data (1980) 1.3.
 *
 * @param rows times rising
 * @example
 * kaplanMeier([{ time: 2, ends: [1], censored: 1 }])[0]?.survival; // 0.5
 */
export function kaplanMeier(rows: readonly RiskRow[]): SurvivalStep[] {
  const steps: SurvivalStep[] = [];
  let atRisk = everWatched(rows);
  let survival = 1;
  let greenwood = 0;
  for (const row of rows) {
    const events = allEnds(row);
    if (events > 0) {
      survival *= 1 - events / atRisk;
      greenwood += events / (atRisk * (atRisk - events));
      const left = atRisk > events;
      const width = (z95 * Math.sqrt(greenwood)) / Math.log(survival);
      steps.push({
        time: row.time,
        atRisk,
        events,
        survival,
        standardError: left ? survival * Math.sqrt(greenwood) : null,
        low: left ? survival ** Math.exp(-width) : null,
        high: left ? survival ** Math.exp(width) : null,
      });
    }
    atRisk -= events + row.censored;
  }
  return steps;
}

/**
 * The time by which a share has ended, with 95 % bounds from the bounds of the curve.
 *
 * Source: R. Brookmeyer, J. Crowley, Biometrics 38 (1982) 29–41.
 *
 * @param share 0.5 for the median
 * @returns null where the curve, or a bound, does not get that low: not known yet, not "never"
 */
export function survivalQuantile(
  steps: readonly SurvivalStep[],
  share: number,
): { value: number | null; low: number | null; high: number | null } {
  const firstBelow = (pick: (step: SurvivalStep) => number | null): number | null =>
    // 1e-12: 1 − 0.5 and a product of fractions differ in the last digits.
    steps.find((step) => (pick(step) ?? 1) <= 1 - share + 1e-12)?.time ?? null;
  return {
    value: firstBelow((step) => step.survival),
    low: firstBelow((step) => step.low),
    high: firstBelow((step) => step.high),
  };
}
