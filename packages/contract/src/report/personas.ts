import type * as z from 'zod';
import type { SegmentRule } from '../segment.ts';
import { commonParametersSchema, intSchema } from './common.ts';
import type { Proportion } from './common.ts';
import type { Bounded } from './time-spread.ts';

export const personasParametersSchema = commonParametersSchema.extend({
  /** How many personas; without it, as many as the data show, or none. */
  clusters: intSchema(2, 8).optional(),
  /** Variants that are clustered, the most frequent ones; the others go to the nearest. */
  variants: intSchema(100, 2_000).default(2_000),
  /** What sets a persona apart: so many lines each. */
  top: intSchema(1, 50).default(12),
});
export type PersonasParameters = z.output<typeof personasParametersSchema>;

/** How many journeys of a persona have something, against all others. */
export interface PersonaFeature {
  feature:
    | 'touchpoint'
    | 'step'
    | 'entry_channel'
    | 'length'
    | 'pace'
    | 'pauses'
    | 'channels'
    | 'returns';
  /** A touchpoint, `a → b`, a channel, or a class such as `within a day`. */
  value: string;
  inside: Proportion;
  outside: Proportion;
  /** Difference of the shares. */
  difference: Bounded;
  /** False discovery rate over everything compared. */
  q: number;
  /** Whether journeys were put together by it: then it describes and proves nothing. */
  used: boolean;
}

/** A group of journeys that are like each other. */
export interface Persona {
  /** Made of the typical path. */
  key: string;
  /** As people named it, else empty. */
  name: string;
  description: string;
  /** The path that all others are nearest to, runs of one touchpoint as one. */
  typical: string[];
  journeys: Proportion;
  /** Of closed journeys; open ones are counted apart. */
  converted: Proportion;
  open: number;
  /** Mean Jaccard likeness of the group to its best match when half of the journeys are clustered alone. */
  stability: number;
  /** Mean silhouette: −1 to 1. */
  silhouette: number;
  features: PersonaFeature[];
  /** A rule for segments that comes nearest to it, and how near, counted in journeys. */
  segment: { rule: SegmentRule; precision: Proportion; recall: Proportion } | null;
  /** Most frequent paths. */
  examples: { path: string[]; journeys: number }[];
}

export interface PersonasResult {
  found: boolean;
  /** Why there are none. */
  why: string | null;
  personas: Persona[];
  /**
   * What was tried: mean silhouette, the highest of the same journeys with their steps shuffled between
   * them, and the least stability of a group (null: not looked at).
   */
  tried: { clusters: number; silhouette: number; shuffled: number; stability: number | null }[];
  variants: number;
  /** Journeys of the variants that were clustered, of all. */
  clustered: Proportion;
  /** Journeys that went to the nearest persona, and those of variants that were not read. */
  assigned: number;
  unassigned: number;
}
