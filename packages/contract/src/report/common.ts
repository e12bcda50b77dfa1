import * as z from 'zod';
import { limits } from '../limits.ts';
import { isTimeZone } from '../site.ts';
import { segmentKeySchema } from '../segment.ts';
import type { SegmentRule } from '../segment.ts';
import { timeSchema } from '../time.ts';
import { durationSchema } from './duration.ts';
import { ownGapsSchema } from './own-gaps.ts';
import { refusal } from './refusals.ts';
import { segmentFields, segmentOps, segmentProp } from './segment-fields.ts';

export { durationSchema, parseDuration } from './duration.ts';
export { ownGapsSchema } from './own-gaps.ts';
export type { OwnGaps } from './own-gaps.ts';

/** Text lists may come as an array or, in links and on the command line, as `a,b,c`. */
export const keyListSchema = z
  .union([z.array(z.string()), z.string()])
  .transform((v) => (typeof v === 'string' ? v.split(',') : v).map((k) => k.trim()))
  .transform((v) => v.filter((k) => k !== ''))
  .pipe(z.array(z.string().max(limits.touchpointLength)).max(100));

/** One condition on people: at least one of their touches in the range has it (or none, `is_not`). */
export const segmentConditionSchema = z.object({
  field: z.union([z.enum(segmentFields), z.string().regex(segmentProp)]),
  op: z.enum(segmentOps).default('is'),
  value: z.string().max(500),
});
export type SegmentCondition = z.output<typeof segmentConditionSchema>;

/** A saved segment, by its key; in a resolved parameter with what it said when the report was made. */
export interface SavedSegment {
  saved: string;
  version?: number | undefined;
  rule?: SegmentRule;
  /** What "the last 30 days" end with, epoch ms. */
  at?: number;
}

const savedSegmentSchema: z.ZodType<SavedSegment, string | SavedSegment> = z
  .union([
    z
      .string()
      .startsWith(
        '@',
        refusal('must be a condition or the key of a saved segment such as @big-spenders'),
      )
      .transform((written) => ({ saved: written.slice(1) })),
    z.object({ saved: z.string(), version: z.number().int().min(1).optional() }),
  ])
  .pipe(z.object({ saved: segmentKeySchema, version: z.number().int().optional() }));

/** `@key` and `@one,@two` as lists, everything else as it is. */
const savedKeys = (given: unknown): unknown =>
  typeof given === 'string' && given.startsWith('@')
    ? given.split(',').map((key) => key.trim())
    : given;

const jsonOr = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return value;
    }
  }, schema);

export const boolSchema = z.preprocess(
  (v) => (v === 'true' || v === '1' ? true : v === 'false' || v === '0' ? false : v),
  z.boolean(),
);
export const intSchema = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** Parameters that every report takes. Times are epoch ms after parsing, `to` is exclusive. */
export const commonParametersSchema = z.object({
  site: z.string().min(1).max(63),
  from: timeSchema.optional(),
  to: timeSchema.optional(),
  timezone: z.string().refine(isTimeZone, refusal('must be an IANA time zone')).optional(),
  subject: z.enum(['person', 'account']).default('person'),
  /** A saved journey, `name` or `name@version`: it says what is not given here. */
  journey: z.string().max(80).optional(),
  /** Touchpoint keys or `event:NAME` that journeys begin with; what comes before is left out. */
  start: keyListSchema.default([]),
  /** Touchpoint keys or `event:NAME`; none means any event of type `conversion`. */
  goal: keyListSchema.default([]),
  /** Conditions that all must hold; `@key` is a saved segment. */
  segment: z
    .preprocess(
      savedKeys,
      jsonOr(
        z
          .array(z.union([segmentConditionSchema, savedSegmentSchema]))
          .max(limits.segmentConditions),
      ),
    )
    .default([]),
  /** A visit ends after this silence. */
  visitGap: durationSchema.default(30 * 60_000),
  /** A pause starts after this silence; default from the data, see `abandonmentGapMs` in the result. */
  abandonmentGap: durationSchema.optional(),
  /** Gaps of their own for touches of some channels or phases, see `ownGapsSchema`. */
  abandonmentGaps: ownGapsSchema.optional(),
  /**
   * A journey is abandoned after this silence. Default from the data: the 0.99 quantile of the
   * silences after which people came back, at least 7 and at most 90 days; 90 days when there are
   * fewer than 200 such returns, or the data span less than three times that quantile: longer
   * returns could not be seen yet.
   */
  inactivityLimit: durationSchema.optional(),
  /** Whether touches that were taken for a program's count like a person's. */
  includeBots: boolSchema.default(false),
  /** Whether what people do not see (touchpoints that the registry calls backstage) are steps of journeys, too. */
  includeBackstage: boolSchema.default(false),
});
export type CommonParameters = z.output<typeof commonParametersSchema>;

/**
 * A share with its 95 % Wilson score interval. `rate`, `low`, `high` are null when `of` is 0:
 * nothing was observed, which is not zero.
 */
export interface Proportion {
  count: number;
  of: number;
  rate: number | null;
  low: number | null;
  high: number | null;
}

/** A figure with its 95 % interval. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

/** Quantiles in ms, type 7 (linear between order statistics); null when nothing was observed. */
export interface DurationQuantiles {
  n: number;
  p25: number | null;
  p50: number | null;
  p75: number | null;
  p90: number | null;
}

/** Who and what a report counts. */
export interface Population {
  people: number;
  journeys: number;
  touches: number;
  /** Journeys that are open at `dataUntil`: censored, never counted as lost. */
  open: number;
  excluded: { why: string; count: number }[];
}

/** A limit that figures rest on, in ms: as given, learned from the data, or where those cannot tell. */
export interface Assumption {
  name: 'abandonmentGap' | 'inactivityLimit';
  /** Of which touches, when not of all: a key of `abandonmentGaps`. */
  of?: string;
  ms: number;
  from: 'given' | 'data' | 'default';
}

/** Of what was told apart from the events a report is made. */
export interface ReportVersions {
  /** Of the registry that names touchpoints; 0: none, touches are called as they were sent. */
  registry: number;
  /** The saved journey that was asked for. */
  journey: { name: string; version: number } | null;
  /** Grows with every change of who is who; 0: nobody has been joined. */
  identity: number;
}

/** What every report answers. `parameters` are as resolved, defaults filled in. */
export interface Report<Name extends string, Parameters, Result> {
  name: Name;
  definition: string;
  parameters: Parameters;
  population: Population;
  result: Result;
  /** The limits of silence that this report uses, and where they come from. */
  assumptions: Assumption[];
  warnings: string[];
  versions?: ReportVersions;
  /** End of observation in epoch ms: the last touch of the site inside the range. Null without data. */
  dataUntil: number | null;
  computedAt: string;
  elapsedMs: number;
}
