import * as z from 'zod';
import { durationSchema } from './report/duration.ts';
import { refusal } from './report/refusals.ts';
import { limits } from './limits.ts';
import { channels } from './words.ts';

/** The name of a saved segment in links, files and `segment=@key`. */
export const segmentKeySchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_.-]{0,62}$/,
    refusal('must be like big-spenders: small letters, digits, _ . -'),
  );

const text = z.string().min(1).max(500);
const value = z.union([z.string().max(500), z.number(), z.boolean()]);

/** How a value is compared; `known` and `unknown` take none. */
export const attributeOps = [
  'is',
  'is_not',
  'contains',
  'at_least',
  'at_most',
  'known',
  'unknown',
] as const;
export type AttributeOp = (typeof attributeOps)[number];

const comparison = { op: z.enum(attributeOps).default('is'), value: value.optional() };
const needsValue = ({ op, value: given }: { op: AttributeOp; value?: unknown }): boolean =>
  (op === 'known' || op === 'unknown') === (given === undefined);
const valueMessage = refusal('needs a value, and known and unknown take none');
const numericMessage = refusal('must be a number for at_least and at_most');
const numeric = ({ op, value: given }: { op: AttributeOp; value?: unknown }): boolean =>
  (op !== 'at_least' && op !== 'at_most') || Number.isFinite(Number(given));

/** The last word on an attribute of a person: traits of logins, imports, systems of record, corrections. */
const attributeSchema = z
  .strictObject({ attribute: z.string().min(1).max(limits.propsKeyLength), ...comparison })
  .refine(needsValue, { message: valueMessage, path: ['value'] })
  .refine(numeric, { message: numericMessage, path: ['value'] });

/** Which touches count. */
const touchSchema = z.strictObject({
  touchpoint: z.string().min(1).max(limits.touchpointLength).optional(),
  phase: text.optional(),
  channel: z.enum(channels).optional(),
  /** Name of the event. */
  event: z.string().min(1).max(limits.nameLength).optional(),
  type: z.enum(['touch', 'conversion', 'feedback']).optional(),
  account: z.string().min(1).max(limits.idLength).optional(),
});

/** So many of some touches, within a time before now (the end of a report's range). */
const touchedSchema = z
  .strictObject({
    touched: touchSchema,
    atLeast: z.number().int().min(1).max(1_000_000).optional(),
    atMost: z.number().int().min(0).max(1_000_000).optional(),
    within: durationSchema.optional(),
  })
  .refine(({ atLeast = 0, atMost = Infinity }) => atLeast <= atMost, {
    message: refusal('must not be less than atLeast'),
    path: ['atMost'],
  });

/** No touch for so long. */
const silentSchema = z.strictObject({ silentFor: durationSchema });

/** The last touch with a phase was in this one. */
const phaseSchema = z.strictObject({ inPhase: text });

/** Belongs to an account: this one, in a role or department, or one with an attribute. */
const accountSchema = z.strictObject({
  account: z
    .strictObject({
      id: z.string().min(1).max(limits.idLength).optional(),
      role: text.optional(),
      department: text.optional(),
      attribute: z.string().min(1).max(limits.propsKeyLength).optional(),
      ...comparison,
    })
    .refine(({ attribute, ...rest }) => attribute === undefined || needsValue(rest), {
      message: valueMessage,
      path: ['value'],
    })
    .refine(numeric, { message: numericMessage, path: ['value'] }),
});

const leafSchema = z.union([
  attributeSchema,
  touchedSchema,
  silentSchema,
  phaseSchema,
  accountSchema,
]);
export type SegmentLeaf = z.output<typeof leafSchema>;

/** A condition on people: one thing, or several joined by `all`, `any` and `not`. */
export type SegmentRule =
  | SegmentLeaf
  | { all: SegmentRule[] }
  | { any: SegmentRule[] }
  | { not: SegmentRule };
type SegmentRuleInput =
  | z.input<typeof leafSchema>
  | { all: SegmentRuleInput[] }
  | { any: SegmentRuleInput[] }
  | { not: SegmentRuleInput };

const mostLeaves = 40;
const deepest = 6;
const tooDeep = refusal('may be nested {n} deep', { n: deepest });

const ruleSchema: z.ZodType<SegmentRule, SegmentRuleInput> = z.lazy(() =>
  z.union([
    leafSchema,
    z.strictObject({ all: z.array(ruleSchema).min(1).max(mostLeaves) }),
    z.strictObject({ any: z.array(ruleSchema).min(1).max(mostLeaves) }),
    z.strictObject({ not: ruleSchema }),
  ]),
);

/** Conditions joined by a rule, flat, and how deep they stand. */
function leaves(rule: SegmentRule, depth = 1): { leaf: SegmentLeaf; depth: number }[] {
  if ('all' in rule) return rule.all.flatMap((each) => leaves(each, depth + 1));
  if ('any' in rule) return rule.any.flatMap((each) => leaves(each, depth + 1));
  if ('not' in rule) return leaves(rule.not, depth + 1);
  return [{ leaf: rule, depth }];
}

/** How deep objects and lists stand in one another; read before anything follows them. */
function depthOf(given: unknown, left = 40): number {
  if (given === null || typeof given !== 'object' || left === 0) return 0;
  return 1 + Math.max(0, ...Object.values(given).map((inner) => depthOf(inner, left - 1)));
}

/**
 * Which people are in a segment.
 *
 * @example
 * segmentRuleSchema.parse({ all: [
 *   { touched: { touchpoint: 'pricing' }, atLeast: 2, within: '30d' },
 *   { inPhase: 'decision' }, { silentFor: '3d' }, { not: { attribute: 'plan', value: 'pro' } },
 * ] });
 */
export const segmentRuleSchema = z
  .unknown()
  .refine((given) => depthOf(given) <= 2 * deepest + 3, tooDeep)
  .pipe(ruleSchema)
  .superRefine((rule, context) => {
    const all = leaves(rule);
    if (all.length > mostLeaves) {
      context.addIssue({
        code: 'custom',
        message: refusal('may have at most {n} conditions', { n: mostLeaves }),
      });
    }
    if (all.some(({ depth }) => depth > deepest)) {
      context.addIssue({ code: 'custom', message: tooDeep });
    }
  });

/** Whether a rule can come true or false by time alone: somebody who does nothing enters or leaves. */
export const dependsOnTime = (rule: SegmentRule): boolean =>
  leaves(rule).some(
    ({ leaf }) => 'silentFor' in leaf || ('touched' in leaf && leaf.within !== undefined),
  );

/** A segment to be saved: `POST /api/segments`. */
export const segmentInputSchema = z.strictObject({
  site: z.string().optional(),
  key: segmentKeySchema,
  name: z.string().max(200).default(''),
  /** Who they are, in words of people. Without it what was written stays. */
  description: z.string().max(1_000).optional(),
  rule: segmentRuleSchema,
  /** Where to tell who entered and left; `null` tells nobody. Without it what was set stays. */
  webhook: z
    .strictObject({
      url: z
        .url({ protocol: /^https?$/, error: refusal('must be an http or https address') })
        .max(2_000),
    })
    .nullable()
    .optional(),
  /** The version that it was made of, 0: there was none. Where another counts now it is refused. */
  ifVersion: z.number().int().min(0).max(4_294_967_295).optional(),
});
export type SegmentInput = z.output<typeof segmentInputSchema>;

/** A saved segment as it is now. Times are epoch ms. */
export interface Segment {
  key: string;
  site: string;
  version: number;
  name: string;
  /** What people wrote of who is in it; empty: nothing. */
  description: string;
  rule: SegmentRule;
  /** Where changes are told; the secret is seen once, when it is made. */
  webhook: { url: string } | null;
  actor: string;
  at: number;
}

/** `GET /api/segments/:key/count`. */
export interface SegmentCount {
  site: string;
  key: string;
  version: number;
  people: number;
  /** All people of the site. */
  of: number;
  at: number;
}

/** A change that is told to a webhook; its `id` stays the same when it is told again. */
export interface SegmentChange {
  id: string;
  change: 'entered' | 'left';
  segment: string;
  version: number;
  /** `user:ada`. */
  person: string;
  at: string;
}

/** Body of a delivery: `x-touchtrail-timestamp`, `-nonce` and `-signature` sign it. */
export interface SegmentDelivery {
  site: string;
  changes: SegmentChange[];
}
