import type * as z from 'zod';
import type { KpiMeasure } from '../registry/document.ts';
import { boolSchema, commonParametersSchema, durationSchema } from './common.ts';
import type { DurationQuantiles, Proportion } from './common.ts';
import type { MeanRating } from './feedback.ts';
import type { Bounded } from './time-spread.ts';

export const phasesParametersSchema = commonParametersSchema.extend({
  /** Phases are reached up to this long after the first touch, over journeys observed that long. */
  horizon: durationSchema.default(14 * 86_400_000),
  /** What people lived through in each phase as well; it reads ratings and the quality of each touch. */
  experience: boolSchema.default(false),
  /** What the registry's KPIs stand at as well. */
  kpis: boolSchema.default(false),
});
export type PhasesParameters = z.output<typeof phasesParametersSchema>;

/** A phase of the site's vocabulary. Durations are ms. */
export interface PhaseRow {
  phase: string;
  touches: number;
  /** Journeys that touched it so far, of all journeys. */
  reached: Proportion;
  /** Within the horizon of the first touch, of the journeys that began at least that long before `dataUntil`. */
  reachedWithin: Proportion;
  /** From the first touch of the journey to the first in this phase. */
  timeToReach: DurationQuantiles;
  /** Runs of touches in this phase; each journey that reached it has one at least. */
  stays: number;
  /** From the first touch of a stay to the first of the next, of stays that were followed by one. */
  timeInPhase: DurationQuantiles;
  /** Stays that came after one in a later phase. */
  returns: number;
}

/** Journeys that went from one phase to another, touches without a phase between them passed over. */
export interface PhaseMove {
  from: string;
  to: string;
  /** Whether `to` comes before `from` in the order of the site. */
  back: boolean;
  moves: number;
  journeys: number;
  /** Of all moves that leave `from`. */
  share: Proportion;
  /** From the first touch of the stay in `from` to the first in `to`. */
  delay: DurationQuantiles;
}

/** Journeys with a touch in a phase by a channel, and what came after the last such touch of each. */
export interface PhaseCell {
  phase: string;
  channel: string;
  touches: number;
  /** Of all journeys. */
  journeys: Proportion;
  /** Another touch of the same visit; the goal; these five sum to the journeys of the cell. */
  wentOn: Proportion;
  converted: Proportion;
  /** A touch of a later visit. */
  cameBack: Proportion;
  abandoned: Proportion;
  /** Nothing yet: not lost. */
  open: Proportion;
}

/** Journeys of a phase in which something went wrong, and what that makes of it on a scale of 1 to 10. */
export interface InferredExperience {
  journeys: number;
  /** With an error or rage clicks at a touch of the phase, of the journeys that reached it. */
  failed: Proportion;
  /** With a page that loaded or answered slowly, and no error at that touch. */
  slow: Proportion;
  /** That met one touchpoint of it twice running within a visit. */
  retried: Proportion;
  /** With any of these three. */
  troubled: Proportion;
  /** That were abandoned in the phase. */
  abandoned: Proportion;
  /** Share of its journeys that were abandoned beyond what as many touches lose on average; at least 0. */
  excess: Bounded;
  /** From 1, all went wrong, to 10, nothing did. Not a rating. Null: too few journeys. */
  score: Bounded | null;
}

/** What people lived through in a phase: what they said, else what can be seen. */
export interface PhaseExperience {
  phase: string;
  /** Ratings of its touchpoints, moved to 1 to 10. */
  measured: MeanRating;
  inferred: InferredExperience;
}

/** What a KPI of the registry stands at. Figures are in the unit of its measure, see `kpiMeasures`. */
export interface TouchpointKpi {
  touchpoint: string;
  measure: KpiMeasure;
  /** The KPI in the registry's words; empty: none are said. */
  text: string;
  actual: Bounded;
  /** Journeys, touches or ratings that it is of. */
  n: number;
  target: number | null;
  best: number | null;
  /** By the interval; null: no target, or nothing observed. */
  verdict: 'reached' | 'missed' | 'not_certain' | null;
}

/**
 * What the company does out of sight at one touchpoint. A backstage touch belongs to the journey of the touch
 * before it, if that was within the inactivity limit.
 */
export interface BackstageRow {
  touchpoint: string;
  /** Null: the registry gives it none. */
  phase: string | null;
  /** Journeys with it, of all journeys. */
  journeys: Proportion;
  /** Backstage touches in these journeys, and those of no journey that is counted here. */
  touches: number;
  outside: number;
  /** At which errors were counted, of `touches`. */
  failed: Proportion;
  /** From the touch before, ms. */
  wait: DurationQuantiles;
}

export interface PhasesResult {
  horizonMs: number;
  /** Every phase of the site, in its order. */
  phases: PhaseRow[];
  /** Phases and channels that have touches; phases in order, the busiest channel first. */
  cells: PhaseCell[];
  moves: PhaseMove[];
  /** Journeys that went back at least once, of all journeys. */
  wentBack: Proportion;
  /** The latest phase that journeys have reached so far; null: none. Sums to all journeys. */
  furthest: { phase: string | null; journeys: number; share: Proportion }[];
  /** Touches at touchpoints that are not registered or have no phase, of all touches. */
  withoutPhase: Proportion;
  /** By phase in the order of the site; null unless asked for. */
  experience: PhaseExperience[] | null;
  /** Every touchpoint that the registry calls backstage, by phase in the order of the site. */
  backstage: BackstageRow[];
  /** Of touchpoints whose KPI is one of the known figures; null unless asked for. */
  kpis: TouchpointKpi[] | null;
}
