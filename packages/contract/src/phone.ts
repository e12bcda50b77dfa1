import * as z from 'zod';
import { consentReceiptSchema } from './consent.ts';
import { limits } from './limits.ts';
import { timeSchema } from './time.ts';

/**
 * A request to `POST /v1/phone`: which number to show this visit. Without `visit`, `anonymousId` and a
 * receipt that allows `offline_join` the answer is the number that everybody sees.
 *
 * @example
 * { v: 1, site: 'wk_…', visit: '0193bd4e-7c2a-7d3e-9f00-5f1b2a3c4d5e', anonymousId: 'a1', consent: { … } }
 */
export const phoneRequestSchema = z.object({
  v: z.literal(1),
  site: z.string().min(1).max(200),
  visit: z.string().min(1).max(limits.idLength).optional(),
  anonymousId: z.string().min(1).max(limits.idLength).optional(),
  consent: consentReceiptSchema.optional(),
  sentAt: timeSchema.optional(),
});
export type PhoneRequest = z.output<typeof phoneRequestSchema>;

/** Answer of `POST /v1/phone`. */
export interface PhoneAnswer {
  /** With its country: `+4930123456`. */
  number: string;
  /** Until when it is this visit's, epoch ms; ask again before. Null: it is the number for everybody. */
  until: number | null;
}
