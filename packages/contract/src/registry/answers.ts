import type { Registry } from './document.ts';
import type { Rule } from './rule.ts';
import type { Names } from './words.ts';

/** A version of a site's registry; it never changes. `at` is epoch ms. */
export interface RegistryVersion {
  version: number;
  author: string;
  note: string;
  at: number;
  /** The version that this one took the site back to. */
  restores: number | null;
}

/** `GET /api/registry`. Version 0 is a site without a registry. */
export interface RegistryAnswer extends RegistryVersion {
  site: string;
  registry: Registry;
}

/**
 * `GET /api/registry/names`: what a site calls its touchpoints, phases and channels, in every language it
 * gave, and what of them is done backstage. What has no name of its own is not in it.
 */
export interface RegistryNames {
  site: string;
  /** Version of the registry that says so; 0 without one. */
  version: number;
  touchpoints: Record<string, Names>;
  phases: Record<string, Names>;
  channels: Record<string, Names>;
  /** Keys of touchpoints that people do not see, in order: their touches are no steps. */
  backstage: string[];
}

/**
 * Why a registry is not right.
 *
 * - `error`: cannot be saved.
 * - `refused`: is saved only when that is said (`force`).
 * - `warning`: is saved.
 */
export interface RegistryProblem<Text = string> {
  level: 'error' | 'refused' | 'warning';
  code:
    | 'duplicate_key'
    | 'unknown_phase'
    | 'unknown_department'
    | 'unknown_touchpoint'
    | 'unreachable_rule'
    | 'shadowed_rule'
    | 'idle_rule'
    | 'unseen_kpi'
    | 'maps_everything'
    | 'invalid_pattern'
    | 'too_large';
  /** Where: `['rules', 3, 'when', 'path']`. */
  path: (string | number)[];
  message: Text;
}

/** One difference between two registries. */
export interface RegistryChange {
  section: 'phases' | 'channels' | 'departments' | 'topics' | 'touchpoints' | 'rules';
  kind: 'added' | 'removed' | 'changed' | 'moved';
  /** Key of what changed; of a rule its place, `3`, counted from 1. */
  key: string;
  /** What of it, for `changed`; values are JSON. */
  fields?: { field: string; before: unknown; after: unknown }[];
  /** The rule, for `added` and `removed` ones. */
  rule?: Rule;
}

/** An event that a rule fits. */
export interface RuleSample {
  at: number;
  name: string;
  channel: string;
  url: string;
  /** What it is called now. */
  touchpoint: string;
}

/** What a rule would do. */
export interface RuleEffect {
  /** Its place, counted from 1. */
  rule: number;
  touchpoint: string;
  /** Events that it would map. */
  events: number;
  /** Events that it fits, but an earlier rule takes. */
  takenBefore: number;
  samples: RuleSample[];
}

/** `POST /api/registry/test`: what a registry would do to the events of a span. Times are epoch ms. */
export interface RegistryEffect {
  from: number;
  to: number;
  /** Version it is compared with. */
  against: number;
  events: number;
  /** Events at a touchpoint that is registered, and at one that is not. */
  mapped: number;
  unmapped: number;
  rules: RuleEffect[];
  /** Events that would be called something else than now, the largest groups first. */
  moved: { from: string; to: string; events: number }[];
  movedEvents: number;
  problems: RegistryProblem[];
  changes: RegistryChange[];
}

/** What was seen but is not registered, grouped by pattern. */
export interface UnmappedGroup {
  /** `/users/*` for `/users/1` and `/users/2`; else the key itself. */
  pattern: string;
  /** Keys in the group. */
  keys: number;
  samples: string[];
  events: number;
  channel: string;
  lastSeenAt: number;
  suggestion: {
    /** The registered touchpoint whose key is most like it. */
    nearest: string | null;
    /** A key that a new touchpoint could have. */
    key: string;
    /** A rule that would map the group. */
    rule: Rule;
  };
}

/** A registered touchpoint that was not seen lately. */
export interface SilentTouchpoint {
  key: string;
  /** Null: never. */
  lastSeenAt: number | null;
  events: number;
}
