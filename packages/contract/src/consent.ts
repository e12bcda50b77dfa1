import * as z from 'zod';
import { consentRegimes, purposes } from './words.ts';
import { timeSchema } from './time.ts';

/**
 * Proof that a person allowed what this event needs; every browser event carries one.
 *
 * @example
 * { purposes: ['storage', 'measurement'], source: 'api', decidedAt: '2026-11-22T10:00:00Z' }
 */
export const consentReceiptSchema = z.object({
  purposes: z.array(z.enum(purposes)).max(purposes.length),
  source: z.string().min(1).max(100),
  policyVersion: z.string().max(100).optional(),
  decidedAt: timeSchema,
  /** Id of the decision at the consent platform, where it has one. */
  id: z.string().max(100).optional(),
  /** Revision of the consent platform's configuration that was shown. */
  revision: z.string().max(100).optional(),
  regime: z.enum(consentRegimes).optional(),
  /** SHA-256 (hex) of the TC or GPP string; the string itself travels once a visit in `signal`. */
  signalHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** The TC or GPP string, verbatim. */
  signal: z.string().max(8_000).optional(),
});
export type ConsentReceipt = z.output<typeof consentReceiptSchema>;
export type ConsentReceiptInput = z.input<typeof consentReceiptSchema>;
