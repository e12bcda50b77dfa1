import * as z from 'zod';
import { limits } from './limits.ts';
import { refusal } from './report/refusals.ts';
import { channels, consentRegimes, purposes } from './words.ts';

/** What a site does with one field before it is stored: as it is, as a keyed hash, or not at all. */
export const fieldPolicyWords = ['keep', 'hash', 'drop'] as const;
export type FieldPolicy = (typeof fieldPolicyWords)[number];

/** Fields of an event that hold text about a person and may have a policy of their own. */
export const policyFields = [
  'anonymousId',
  'userId',
  'accountId',
  'comment',
  'page.url',
  'page.path',
  'page.title',
  'page.referrer',
  'campaign.term',
  'campaign.content',
  'campaign.clickId',
  'device.language',
  'device.timezone',
  'device.app',
  'device.signals',
  'device.userAgent',
] as const;

const policyFieldNames: ReadonlySet<string> = new Set(policyFields);

/** `US`, or `US-CA` where the country database knows parts of a country. */
const regionSchema = z
  .string()
  .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, refusal('must be an ISO 3166 code such as DE or US-CA'));

const fieldPoliciesSchema = z
  .record(z.string().max(200), z.enum(fieldPolicyWords))
  .superRefine((policies, context) => {
    for (const [field, policy] of Object.entries(policies)) {
      if (!policyFieldNames.has(field) && !/^props\../.test(field)) {
        context.addIssue({
          code: 'custom',
          path: [field],
          message: refusal('has no policy; fields that do: {fields}, props.<key>', {
            fields: policyFields.join(', '),
          }),
        });
      } else if (field === 'anonymousId' && policy === 'drop') {
        context.addIssue({
          code: 'custom',
          path: [field],
          message: refusal('cannot be dropped, an event needs an id; hash it instead'),
        });
      }
    }
  });

const days = z.number().int().min(1).max(36_500);

/**
 * How long a site keeps what, in days since it was received; `null` keeps it until it is deleted.
 * Defaults: 25 months of events, 3 years of consent receipts (proof), 14 days of refused events.
 */
export const retentionSchema = z.object({
  events: days.nullable().default(760),
  receipts: days.nullable().default(1_095),
  quarantine: days.max(365).default(14),
  audit: days.nullable().default(1_095),
});

/**
 * A site's privacy policy, enforced by the service whatever a sender claims. Every part has a default,
 * the strict one where there is a choice.
 *
 * @example
 * sitePrivacySchema.parse({ regions: { US: 'opt_out' }, fieldPolicies: { 'props.plate': 'hash' } });
 */
export const sitePrivacySchema = z.object({
  /** Rule of consent where `regions` names none. A place that is not known gets the strictest of all. */
  regime: z.enum(consentRegimes).default('opt_in'),
  regions: z.record(regionSchema, z.enum(consentRegimes)).default({}),
  /** All of these must be allowed before anything is kept. */
  requiredPurposes: z.array(z.enum(purposes)).max(purposes.length).default(['measurement']),
  /** Versions of the consent text that count; empty: any. */
  policyVersions: z.array(z.string().min(1).max(100)).max(100).default([]),
  /** A decision older than this has to be asked again. */
  maxAgeDays: days.max(3_650).default(395),
  /**
   * Global Privacy Control against a permission that the person did not give on this site:
   * `share_only` takes sharing away, `strict` measurement too.
   */
  gpc: z.enum(['share_only', 'strict']).default('share_only'),
  /** Whether `DNT: 1` counts like Global Privacy Control. */
  honourDnt: z.boolean().default(false),
  /** Whether events from before the decision may come, marked as such. */
  allowBeforeConsent: z.boolean().default(false),
  /** Whether comments and chat text may be kept of who allows `content`. */
  content: z.boolean().default(true),
  /** Query parameters that stay in addresses, besides `utm_*`. */
  queryParams: z.array(z.string().min(1).max(100)).max(100).default([]),
  /** Field, or `props.<key>`, to what is done with it. */
  fieldPolicies: fieldPoliciesSchema.default({}),
  retention: retentionSchema.prefault({}),
  /**
   * Categories of the site's consent platform, as clients of Segment, RudderStack and Jitsu name them,
   * to the purposes they stand for. They come before the usual names.
   */
  consentCategories: z
    .record(z.string().min(1).max(100), z.array(z.enum(purposes)).max(purposes.length))
    .default({}),
  /** Whether `POST /v1/count` counts page views of people who did not allow measurement. */
  aggregate: z.boolean().default(false),
  /** `required`: a browser route without an `Origin` header is refused; `present`: only checked if sent. */
  originCheck: z.enum(['present', 'required']).default('present'),
});
export type SitePrivacy = z.output<typeof sitePrivacySchema>;
export type SitePrivacyInput = z.input<typeof sitePrivacySchema>;

/**
 * One page view of somebody who is not measured: no id, no time finer than its arrival, nothing of the
 * device. Body of `POST /v1/count`, as text.
 *
 * @example
 * { v: 1, site: 'wk_…', path: '/shoes', referrer: 'search.example', channel: 'web' }
 */
export const pageCountSchema = z.object({
  v: z.literal(1),
  site: z.string().min(1).max(200),
  path: z.string().min(1).max(limits.urlLength),
  /** Host only. */
  referrer: z.string().max(253).optional(),
  channel: z.enum(channels).optional(),
});
export type PageCount = z.output<typeof pageCountSchema>;

/** What a secret key may do at `POST /v1/server/events`. */
export const keyScopes = ['events:write', 'identify:write', 'privacy:write'] as const;
export type KeyScope = (typeof keyScopes)[number];
