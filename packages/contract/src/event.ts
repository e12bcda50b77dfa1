import * as z from 'zod';
import { consentReceiptSchema } from './consent.ts';
import { limits } from './limits.ts';
import { timeSchema } from './time.ts';
import { channels, eventTypes, ratingScales, referrerTypes } from './words.ts';

const id = z.string().min(1).max(limits.idLength);
const uuid = z
  .string()
  .regex(/^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/, 'must be a UUID');
const text = z.string().max(limits.textLength);
const count = z.number().int().min(0).max(4_294_967_295);

export type PropValue = string | number | boolean | null;
export type Props = Record<string, PropValue>;

/** Why props are refused, or `undefined` when they are fine. One loop: half of zod's time was here. */
export function propsProblem(value: unknown): string | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return 'props must be a flat object';
  }
  let keys = 0;
  for (const [key, entry] of Object.entries(value)) {
    if (++keys > limits.propsKeys) return `props may have at most ${limits.propsKeys} keys`;
    if (key.length > limits.propsKeyLength) {
      return `a props key may have at most ${limits.propsKeyLength} characters`;
    }
    if (typeof entry === 'string') {
      if (entry.length > limits.propsStringLength) {
        return `props.${key} may have at most ${limits.propsStringLength} characters`;
      }
    } else if (typeof entry === 'number') {
      if (!Number.isFinite(entry)) return `props.${key} must be a finite number`;
    } else if (typeof entry !== 'boolean' && entry !== null) {
      return `props.${key} must be text, a number, a boolean or null`;
    }
  }
  return undefined;
}

const propsSchema = z.custom<Props>((value) => propsProblem(value) === undefined, {
  error: (issue) => propsProblem(issue.input) ?? 'props must be a flat object',
});

export const pageSchema = z.object({
  url: z.string().max(limits.urlLength).optional(),
  path: z.string().max(limits.urlLength).optional(),
  title: text.optional(),
  referrer: z.string().max(limits.urlLength).optional(),
  referrerType: z.enum(referrerTypes).optional(),
});

export const campaignSchema = z.object({
  source: text.optional(),
  medium: text.optional(),
  name: text.optional(),
  term: text.optional(),
  content: text.optional(),
  clickIdType: z.string().max(50).optional(),
  /** The click id itself. Names a person at an advertiser: only with consent to `sharing`. */
  clickId: text.optional(),
});

/**
 * The device as far as it shapes what a person lives through. Sizes in CSS pixels, `utcOffset` in
 * minutes east of UTC. `app` is the app an in-app browser belongs to.
 */
export const deviceSchema = z.object({
  width: count.optional(),
  height: count.optional(),
  language: z.string().max(50).optional(),
  utcOffset: z.number().int().min(-1_440).max(1_440).optional(),
  timezone: z.string().max(100).optional(),
  saveData: z.boolean().optional(),
  app: z.string().max(50).optional(),
  /** Raw signals of the channel rules, so that the service can classify again: `mobile coarse framed …`. */
  signals: z.string().max(200).optional(),
  /** From back ends and files; browsers state it in the header of each request. 512 characters are kept. */
  userAgent: z.string().max(limits.urlLength).optional(),
});

/**
 * What the person lived through at the touch. Times in ms, `scrollPercent` 0..100 of the page's
 * height, `cls` without unit. The `page.left` interaction states it for its page view: always the
 * totals since the view began, so the last one is the whole truth.
 */
export const experienceSchema = z.object({
  durationMs: count.optional(),
  engagedMs: count.optional(),
  scrollPercent: z.number().min(0).max(100).optional(),
  errors: count.optional(),
  rageClicks: count.optional(),
  deadClicks: count.optional(),
  lcpMs: count.optional(),
  inpMs: count.optional(),
  ttfbMs: count.optional(),
  fcpMs: count.optional(),
  cls: z.number().min(0).max(1_000).optional(),
});

/** A decimal, at most 14 digits before and 4 after the point: what the store keeps exactly. */
const amount = z.union([z.number(), z.string().max(40)]).transform((value, context) => {
  const number = typeof value === 'number' ? value : Number(value.trim() === '' ? NaN : value);
  if (!Number.isFinite(number) || number < 0 || number >= 1e14) {
    context.addIssue({ code: 'custom', message: 'must be a decimal of 0 or more' });
    return z.NEVER;
  }
  return number;
});

const fields = {
  id,
  type: z.enum(eventTypes).default('touch'),
  name: z.string().min(1).max(limits.nameLength),
  touchpoint: z.string().min(1).max(limits.touchpointLength).optional(),
  channel: z.enum(channels).optional(),
  at: timeSchema,
  anonymousId: id.optional(),
  userId: id.optional(),
  accountId: id.optional(),
  sessionId: uuid.optional(),
  seq: count.optional(),
  /** Event id of the touch (page view, conversation) this happened within. */
  parentId: uuid.optional(),
  page: pageSchema.optional(),
  campaign: campaignSchema.optional(),
  device: deviceSchema.optional(),
  value: amount.optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR')
    .optional(),
  rating: z.number().min(-1_000).max(1_000).optional(),
  ratingScale: z.enum(ratingScales).optional(),
  comment: z.string().max(limits.commentLength).optional(),
  experience: experienceSchema.optional(),
  props: propsSchema.optional(),
  consent: consentReceiptSchema.optional(),
  /** Set when it happened before the decision its receipt states, and the site allows to keep that. */
  beforeConsent: z.boolean().optional(),
};

/** What all events of a batch share; an event's own field wins over it. */
export const contextSchema = z.object({
  channel: fields.channel,
  anonymousId: fields.anonymousId,
  userId: fields.userId,
  accountId: fields.accountId,
  sessionId: fields.sessionId,
  page: fields.page,
  campaign: fields.campaign,
  device: fields.device,
  consent: fields.consent,
  props: fields.props,
});
export type Context = z.output<typeof contextSchema>;
export type ContextInput = z.input<typeof contextSchema>;

/**
 * One touch, or one fact about a person. Unknown fields are left out, never an error.
 *
 * @example
 * eventSchema.parse({
 *   id: '0193bd4e-7c2a-7d3e-9f00-5f1b2a3c4d5e', name: 'page.viewed',
 *   at: '2026-11-22T10:00:00Z', anonymousId: 'a1',
 * }).type; // 'touch'
 */
export const eventSchema = z
  .object(fields)
  .refine((event) => event.anonymousId ?? event.userId ?? event.accountId, {
    message: 'needs one of anonymousId, userId, accountId (on the event or in the context)',
    path: ['anonymousId'],
  });
export type TouchtrailEvent = z.output<typeof eventSchema>;
export type EventInput = z.input<typeof eventSchema>;
