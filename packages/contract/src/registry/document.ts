import * as z from 'zod';
import { limits } from '../limits.ts';
import { refusal } from '../report/refusals.ts';
import { channels } from '../words.ts';
import { ruleSchema } from './rule.ts';
import { namesSchema, registryLimits, vocabularyShape, wordKeySchema } from './words.ts';
import type { VocabularyTopic } from './words.ts';

const short = z.string().trim().min(1).max(200);

/**
 * Figures that a KPI can be: journeys that convert after a touch and touches that are followed by a pause,
 * both in percent; the mean rating, 1 to 10; the median time to the next touch, in minutes.
 */
export const kpiMeasures = ['conversion', 'abandonment', 'rating', 'time'] as const;
export type KpiMeasure = (typeof kpiMeasures)[number];

/** A named place of contact. `experience` is on the scale 1 to 10, `target` and `bestInClass` are of the KPI. */
export const touchpointSchema = z.strictObject({
  key: z
    .string()
    .min(1)
    .max(limits.touchpointLength)
    .refine((key) => key === key.trim(), refusal('must not begin or end with a space'))
    .refine((key) => !key.startsWith('event:'), refusal('must not begin with event:')),
  name: namesSchema.exactOptional(),
  channel: z.enum(channels).exactOptional(),
  phase: wordKeySchema.exactOptional(),
  /** What the company does that people do not see, such as an order being picked: no step of a journey. */
  backstage: z.boolean().exactOptional(),
  owner: short.exactOptional(),
  department: wordKeySchema.exactOptional(),
  /** What people should live through here, 1 (worst) to 10. */
  experience: z.number().min(1).max(10).exactOptional(),
  /** What is measured here, in words: `paid of payments begun, %`. */
  kpi: z.string().max(registryLimits.noteLength).exactOptional(),
  /** Which figure that is, where a report knows it; `target` and `bestInClass` are in its unit then. */
  measure: z.enum(kpiMeasures).exactOptional(),
  target: z.number().exactOptional(),
  bestInClass: z.number().exactOptional(),
  note: z.string().max(registryLimits.noteLength).exactOptional(),
});
export type Touchpoint = z.output<typeof touchpointSchema>;

/**
 * All that a site says about its touchpoints: vocabulary, touchpoints, and the rules in order.
 *
 * @example
 * registrySchema.parse({
 *   touchpoints: [{ key: 'checkout.payment', name: { en: 'Payment' }, phase: 'purchase' }],
 *   rules: [{ touchpoint: 'checkout.payment', when: { path: '/checkout/payment/**' } }],
 * });
 */
export const registrySchema = z.strictObject({
  ...vocabularyShape,
  touchpoints: z.array(touchpointSchema).max(registryLimits.touchpoints).default([]),
  rules: z.array(ruleSchema).max(registryLimits.rules).default([]),
});
export type Registry = z.output<typeof registrySchema>;
export type RegistryInput = z.input<typeof registrySchema>;

/** The registry of a site that has none: the default phases and nothing else. */
export const emptyRegistry = (): Registry => registrySchema.parse({});

/** A registry with a topic in its vocabulary; one of the same key is replaced. */
export const withTopic = (registry: Registry, topic: VocabularyTopic): Registry => {
  const { key, name, words } = topic;
  const added = { key, ...(name !== undefined && { name }), ...(words && { words }) };
  const at = registry.topics.findIndex((known) => known.key === key);
  return {
    ...registry,
    topics: at < 0 ? [...registry.topics, added] : registry.topics.with(at, added),
  };
};
