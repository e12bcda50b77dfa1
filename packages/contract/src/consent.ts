import * as z from 'zod';
import { purposes } from './words.ts';
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
});
export type ConsentReceipt = z.output<typeof consentReceiptSchema>;
export type ConsentReceiptInput = z.input<typeof consentReceiptSchema>;
