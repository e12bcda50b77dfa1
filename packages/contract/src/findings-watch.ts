import * as z from 'zod';
import { keyListSchema } from './report/common.ts';
import type { Finding } from './report/findings.ts';
import { refusal } from './report/refusals.ts';

/** How often a site looks for findings by itself. */
export const findingCadences = ['daily', 'weekly'] as const;

/** What is looked for, and who is told: `PUT /api/findings/watch`. */
export const findingsWatchSchema = z.strictObject({
  site: z.string().optional(),
  cadence: z.enum(findingCadences).default('weekly'),
  /** Parameters of the report. */
  goal: keyListSchema.default([]),
  journey: z.string().max(80).default(''),
  subject: z.enum(['person', 'account']).default('person'),
  /** Where new findings are told; `null` tells nobody. Without it what was set stays. */
  webhook: z
    .strictObject({
      url: z
        .url({ protocol: /^https?$/, error: refusal('must be an http or https address') })
        .max(2_000),
    })
    .nullable()
    .optional(),
});
export type FindingsWatchInput = z.output<typeof findingsWatchSchema>;

/** A watch as it is now. Times are epoch ms. */
export interface FindingsWatch {
  site: string;
  cadence: (typeof findingCadences)[number];
  goal: string[];
  journey: string;
  subject: 'person' | 'account';
  webhook: { url: string } | null;
  /** Last look that was kept; null: none yet. */
  lookedAt: number | null;
  actor: string;
  at: number;
}

/** A new finding that is told to a webhook; its `id` stays the same when it is told again. */
export interface FindingNews {
  id: string;
  at: string;
  finding: Finding;
}

/** Body of a delivery: `x-touchtrail-timestamp`, `-nonce` and `-signature` sign it. */
export interface FindingsDelivery {
  site: string;
  /** Whether somebody tried the webhook: then the finding is made up. */
  test: boolean;
  findings: FindingNews[];
}
