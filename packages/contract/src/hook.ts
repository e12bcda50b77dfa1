import * as z from 'zod';

/** Fields of an event that a webhook can fill; `calledNumber` finds the visit a number was shown to. */
export const hookFields = [
  'id',
  'at',
  'userId',
  'anonymousId',
  'accountId',
  'type',
  'name',
  'touchpoint',
  'channel',
  'value',
  'currency',
  'rating',
  'ratingScale',
  'comment',
  'page.url',
  'campaign.source',
  'campaign.medium',
  'campaign.name',
  'experience.durationMs',
  'consent.purposes',
  'consent.source',
  'consent.decidedAt',
  'consent.policyVersion',
  'calledNumber',
] as const;
export type HookField = (typeof hookFields)[number];

const pathPattern =
  /^(?:\$\.?)?(?:[^.[\]]+|\[\d+\]|\["[^"\]]+"\])(?:\.[^.[\]]+|\[\d+\]|\["[^"\]]+"\])*$|^\$$/;
const pathProblem = 'must be a path such as data.person.id, items[0].id or $["odd name"]';
const path = z.string().min(1).max(300).regex(pathPattern, pathProblem);
const scalar = z.union([z.string().max(1_000), z.number(), z.boolean(), z.null()]);

/** An object whose keys are right, else with a message that says what they may be. */
const keyed = <Value extends z.ZodType>(
  value: Value,
  isKey: (key: string) => boolean,
  problem: string,
) =>
  z.record(z.string().max(300), value).superRefine((given, context) => {
    for (const key of Object.keys(given)) {
      if (!isKey(key)) context.addIssue({ code: 'custom', path: [key], message: problem });
    }
  });

const fieldNames: ReadonlySet<string> = new Set(hookFields);
const byField = <Value extends z.ZodType>(value: Value) =>
  keyed(
    value,
    (key) => fieldNames.has(key) || /^props\../.test(key),
    `is no field; fields: ${hookFields.join(', ')}, props.<key>`,
  );

/**
 * What of a payload becomes an event. `when` says which records it is for: all of its paths hold one of
 * the values given. Of several paths for a field the first that has a value counts; those of `id` are
 * joined, since an id is often unique only together with another.
 */
export const hookRuleSchema = z.strictObject({
  when: keyed(
    z.union([scalar, z.array(scalar).min(1).max(50)]),
    (key) => pathPattern.test(key),
    pathProblem,
  ).default({}),
  fields: byField(z.union([path, z.array(path).min(1).max(10)]))
    .refine((fields) => 'id' in fields, 'must say where the id is: it makes a repeat count once')
    .refine((fields) => 'at' in fields, 'must say where the time is'),
  /** What is the same in every event. */
  constants: byField(scalar).default({}),
  /** Factors of numbers in another unit, such as 1,000 for seconds. */
  factors: byField(z.number()).default({}),
  /** Put before a text: `crm.` makes `crm.call`. */
  prefixes: byField(z.string().max(100)).default({}),
  /** Other words for words: `{"channel":{"call":"phone"}}`. */
  words: byField(z.record(z.string().max(200), scalar)).default({}),
});
export type HookRule = z.output<typeof hookRuleSchema>;

/**
 * How the payloads of a system become events: the first rule that fits a record is taken, a record that
 * none fits is left out and counted.
 *
 * @example
 * hookMappingSchema.parse({
 *   rules: [{ fields: { id: 'call.id', at: 'call.started', userId: 'customer' }, constants: { name: 'call.held' } }],
 * });
 */
export const hookMappingSchema = z.strictObject({
  /** Where the records are. Default: the payload, or its entries when it is a list. */
  each: path.optional(),
  rules: z.array(hookRuleSchema).min(1).max(20),
});
export type HookMapping = z.output<typeof hookMappingSchema>;
export type HookMappingInput = z.input<typeof hookMappingSchema>;

const header = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,100}$/, 'must be the name of a header')
  .transform((name) => name.toLowerCase());

/**
 * How a system proves that a request is its own: a header that only it knows (kept as SHA-256), or an
 * HMAC over the request. `signs` is made of `{method}`, `{url}`, `{body}`, `{timestamp}` and what stands
 * between; `url` is the address as that system calls it.
 */
export const hookAuthSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('token'),
    header,
    /** SHA-256 (hex) of the header's whole value. */
    hash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  z.strictObject({
    kind: z.literal('hmac'),
    header,
    algorithm: z.enum(['sha1', 'sha256', 'sha512']),
    encoding: z.enum(['hex', 'base64']),
    /** Before the signature in the header: `sha256=`. */
    prefix: z.string().max(50).default(''),
    signs: z.string().max(100).includes('{body}').default('{body}'),
    /** Header of the time that `{timestamp}` stands for; at most five minutes old. */
    timestampHeader: header.optional(),
    url: z.string().max(1_000).optional(),
    secret: z.string().min(8).max(500),
  }),
]);
export type HookAuth = z.output<typeof hookAuthSchema>;
