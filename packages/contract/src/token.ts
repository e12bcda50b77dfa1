import * as z from 'zod';
import { refusal } from './report/refusals.ts';

/** What a token may do, the least first. */
export const roles = ['viewer', 'analyst', 'admin'] as const;

const name = z.string().trim().max(120);
const siteIds = z.array(z.string().min(1).max(200)).max(200);

/** Somebody to let in: `POST /api/tokens`. */
export const tokenInputSchema = z.strictObject({
  role: z.enum(roles),
  /** Who it is for, in words. */
  name: name.default(''),
  /** Site ids it may see; empty: every site. */
  sites: siteIds.default([]),
});
export type TokenInput = z.output<typeof tokenInputSchema>;

/** What another role or name is given: `PUT /api/tokens/:id`. Only what is given changes. */
export const tokenChangeSchema = z
  .strictObject({ role: z.enum(roles).exactOptional(), name: name.exactOptional() })
  .refine((change) => Object.keys(change).length > 0, refusal('must name a role or a name'));
export type TokenChange = z.output<typeof tokenChangeSchema>;

/** A valid token as it may be listed: never the token itself. `createdAt` is epoch ms. */
export interface TokenSummary {
  id: string;
  role: (typeof roles)[number];
  name: string;
  /** Empty: every site. */
  sites: readonly string[];
  createdAt: number;
  /** UTC day of its last use, `2026-11-22`, as far back as the audit log reaches. */
  lastUsed: string | null;
  /** Whether it is the one that asks. */
  own: boolean;
}
