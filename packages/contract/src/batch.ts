import * as z from 'zod';
import { contextSchema } from './event.ts';
import { limits } from './limits.ts';
import { timeSchema } from './time.ts';

/**
 * A request to `POST /v1/events`. Events stay `unknown` here: each is checked alone, so one bad event
 * never costs its neighbours.
 *
 * @example
 * { v: 1, site: 'wk_…', sentAt: 1795341600000, sdk: 'browser/1.0.0', context: {}, events: [{ … }] }
 */
export const batchSchema = z.object({
  v: z.literal(1),
  site: z.string().min(1).max(200),
  sentAt: timeSchema.optional(),
  sdk: z.string().max(100).optional(),
  context: contextSchema.optional(),
  events: z.array(z.unknown()).min(1).max(limits.batchEvents),
  /** Events the sender had to drop since its last delivery, by reason. */
  dropped: z.record(z.string().max(50), z.number().int().min(0)).optional(),
  /** Ids of events sent before without seeing the answer: which of them are stored? */
  ask: z.array(z.string().max(limits.idLength)).max(limits.batchEvents).optional(),
});
export type Batch = z.output<typeof batchSchema>;
export type BatchInput = z.input<typeof batchSchema>;

/** Why one event of a batch was refused. */
export interface RejectedEvent {
  index: number;
  id: string | null;
  code: RejectionCode;
  message: string;
}

export const rejectionCodes = [
  'invalid_event',
  'event_too_large',
  'invalid_context',
  // no receipt for what the site requires
  'consent_missing',
  // decided longer ago than the site lets a decision count
  'consent_expired',
  // decided on a text that no longer counts
  'consent_policy',
  // a receipt that contradicts itself or the clock
  'consent_invalid',
  // happened before the decision its receipt states
  'before_consent',
  // the id took its consent back after this receipt
  'withdrawn',
  // the browser says Global Privacy Control or Do Not Track, and the person nothing else
  'opted_out',
  // the subject was erased, or its processing is restricted
  'erased',
  'restricted',
  // the secret key may not send this type
  'scope_missing',
] as const;
export type RejectionCode = (typeof rejectionCodes)[number];

/** Answer of 202, sent only after every accepted event is durable. */
export interface BatchAnswer {
  accepted: number;
  duplicates: number;
  rejected: RejectedEvent[];
  /** Ids of `ask` that are stored for certain. The others may be, too: send them again. */
  known?: string[];
}
