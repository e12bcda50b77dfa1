import * as z from 'zod';
import { limits } from './limits.ts';
import { durationSchema } from './report/duration.ts';
import { ownGapsSchema } from './report/own-gaps.ts';
import { refusal } from './report/refusals.ts';

/** What a journey is called: as in `journey=purchase`. */
export const journeyNameSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,62}$/,
    refusal('must be lower-case letters, digits, - and _, at most 63 of them, such as purchase'),
  );

const touchListSchema = z.array(z.string().min(1).max(limits.touchpointLength)).min(1).max(100);

/** What ends a journey with success: any of these touchpoints or `event:NAME`s. */
export const journeyGoalSchema = z.strictObject({
  name: z.string().min(1).max(100),
  reached: touchListSchema,
});
export type JourneyGoal = z.output<typeof journeyGoalSchema>;

/**
 * What a site calls a journey. Reports asked with its name take what it says where nothing else is
 * given. Durations may be written as `90d`; they are kept in ms.
 *
 * @example
 * journeyDefinitionSchema.parse({ goals: [{ name: 'order', reached: ['event:order.completed'] }], inactivityLimit: '60d' });
 */
export const journeyDefinitionSchema = z.strictObject({
  description: z.string().max(500).default(''),
  subject: z.enum(['person', 'account']).default('person'),
  /** The first that a touch reaches is the one that it counts for. None: any conversion. */
  goals: z.array(journeyGoalSchema).max(20).default([]),
  /** Touchpoints or `event:NAME`s that a journey begins with: what comes before is left out. None: any touch. */
  start: touchListSchema.or(z.array(z.never()).max(0)).default([]),
  /** Silence that ends a journey without success. Not given: learned from the data. */
  inactivityLimit: durationSchema.optional(),
  /** Silence that is a pause. Not given: learned from the data. */
  abandonmentGap: durationSchema.optional(),
  /** The same for touches of some channels or phases. */
  abandonmentGaps: ownGapsSchema.optional(),
  /** Silence that ends a visit. */
  visitGap: durationSchema.optional(),
});
export type JourneyDefinition = z.output<typeof journeyDefinitionSchema>;

/** A definition as it is kept: every change is a new version. */
export interface SavedJourney {
  name: string;
  version: number;
  definition: JourneyDefinition;
  /** Who saved it, and when (epoch ms). */
  actor: string;
  at: number;
}
