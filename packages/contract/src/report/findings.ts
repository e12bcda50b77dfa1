import * as z from 'zod';
import { breakdownSchema } from './breakdown.ts';
import { commonParametersSchema, durationSchema, intSchema } from './common.ts';
import type { SegmentCondition } from './common.ts';
import type { Bounded } from './time-spread.ts';

/** What a finding says of a touchpoint. */
export const findingKinds = [
  'make',
  'break',
  'drop_off',
  'incident',
  'friction',
  'pain_point',
  're_entry',
  'change',
  'topic',
] as const;
export type FindingKind = (typeof findingKinds)[number];

export const findingsParametersSchema = commonParametersSchema.extend({
  /** How long touches are watched for what comes next; younger ones are left out. */
  horizon: durationSchema.default(14 * 86_400_000),
  /** Findings listed. */
  top: intSchema(1, 100).default(20),
  /** By what people are told apart where it is searched whom something concerns. */
  by: z
    .preprocess(
      (value) =>
        typeof value === 'string' ? value.split(',').filter((field) => field.trim() !== '') : value,
      z.array(breakdownSchema).max(5),
    )
    .default(['device', 'entry_channel']),
  /** Weeks before the last one that its control limits are made of, at most. */
  weeks: intSchema(4, 52).default(12),
});
export type FindingsParameters = z.output<typeof findingsParametersSchema>;

/** A figure with its 95 % interval, and what it is. */
export interface FindingEstimate extends Bounded {
  /**
   * `effect` in percentage points, `odds_ratio`, `ratio` of shares, `difference` of shares (0 to 1),
   * `rating` (mean on the scale 1 to 10), `share` (0 to 1).
   */
  figure: 'effect' | 'odds_ratio' | 'ratio' | 'difference' | 'rating' | 'share' | 'count';
}

/** A touchpoint or channel that a sentence mentions: its key is `sentence.slice(from, to)`. */
export interface Mention {
  kind: 'touchpoint' | 'channel';
  from: number;
  to: number;
}

/**
 * What stands out, in careful words, with what it rests on.
 *
 * @example
 * `${finding.statement} ${finding.perMonth.value} ${finding.perMonth.of} in 30 days, since ${finding.since.day}`;
 */
export interface Finding {
  /** The same finding has the same key in every run: `drop_off/checkout.payment`. */
  key: string;
  kind: FindingKind;
  /** Null: the whole site. */
  touchpoint: string | null;
  /** Whom it concerns; null: everybody, or nobody in particular. */
  segment: { field: string; value: string } | null;
  /** One sentence, in the language that was asked for. */
  statement: string;
  /** What the sentence mentions, in its order: who knows names may put them there. */
  mentions: Mention[];
  /** What the estimate is, and what it is adjusted for. */
  definition: string;
  momentOfTruth: boolean;
  /** Whether it is about conversions won, lost, or neither. */
  direction: 'gain' | 'loss' | 'neither';
  estimate: FindingEstimate;
  /** Of `change`: where the week would have been within its control limits. */
  limits: Bounded | null;
  /**
   * Won (above 0) or lost (below 0) in 30 days. `of` says what is counted: journeys, or visits that met
   * the touchpoint and did not convert after it.
   */
  perMonth: Bounded & { of: 'journeys' | 'visits' };
  /** How many the estimate rests on. */
  population: {
    count: number;
    of: 'journeys' | 'visits' | 'touches' | 'fillings' | 'ratings' | 'people';
  };
  /** False discovery rate among all that was looked at in the same way. */
  q: number | null;
  /**
   * First day it was so, `YYYY-MM-DD`: `change` where its weekly share turned, `span` of an incident or
   * a week, `start` where it has been so since the first day of the data.
   */
  since: { day: string; from: 'change' | 'span' | 'start' };
  /** `new` was first seen in the last seven days; null while no earlier run is known. */
  status: 'new' | 'ongoing' | null;
  /** When a run first saw it, without a gap of 14 days since; epoch ms. */
  firstSeen: number | null;
  /** The report that says it, with the parameters to ask it again. */
  evidence: {
    report: string;
    parameters: Record<string, string>;
    /** `/api/reports/…` with these. */
    href: string;
    /** Whose journeys are behind it, as the parameter `segment` of any report. */
    journeys: SegmentCondition[];
  };
  /** Other kinds that say something of the same touchpoint in the same direction. */
  also: { kind: FindingKind; estimate: FindingEstimate }[];
}

/** What a run saw before and this one does not. */
export interface GoneFinding {
  key: string;
  kind: FindingKind;
  touchpoint: string | null;
  /** As it was kept, in English. */
  statement: string;
  firstSeen: number;
  lastSeen: number;
}

export interface FindingsResult {
  /** One sentence that says what stands out, or that nothing does. */
  headline: string;
  /** What the headline mentions, in its order. */
  headlineMentions: Mention[];
  findings: Finding[];
  /** Findings in all; `findings` holds the first `top`. */
  total: number;
  /** Seen within the last 14 days and not any more. */
  gone: GoneFinding[];
  /** What was looked at, and how much of it stands out. */
  looked: { what: string; judged: number; found: number }[];
  /** The week that is held against its control limits, and the weeks these are made of. */
  week: { from: string; to: string; weeks: number } | null;
  /** Newest run before this one that was kept, epoch ms; null: none, so nothing can be called new. */
  previousRun: number | null;
}
