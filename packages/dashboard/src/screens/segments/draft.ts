import { signal } from '@preact/signals';
import type { AttributeOp, Segment, SegmentLeaf, SegmentRule } from '@touchtrail/contract';

export const kinds = ['touched', 'attribute', 'silent', 'phase', 'account'] as const;
export const touchFields = [
  'touchpoint',
  'channel',
  'event',
  'phase',
  'type',
  'account',
  'any',
] as const;
export const accountFields = ['id', 'role', 'department', 'attribute'] as const;

/**
 * One line of the form. Every line has every field, so that what was typed stays while its kind changes.
 * Numbers are text until they are sent: half a number is no number.
 */
export interface Condition {
  not: boolean;
  kind: (typeof kinds)[number];
  touch: (typeof touchFields)[number];
  account: (typeof accountFields)[number];
  /** Name of an attribute. */
  name: string;
  op: AttributeOp;
  value: string;
  atLeast: string;
  atMost: string;
  days: string;
}

export interface Draft {
  site: string;
  key: string;
  name: string;
  description: string;
  /** The version that is changed; 0: a new segment. */
  base: number;
  join: 'all' | 'any';
  conditions: Condition[];
  /** The rule as JSON, where the form cannot hold it or somebody rather writes; else null. */
  text: string | null;
  /** Address that is told who enters and leaves; empty: nobody is. */
  webhook: string;
}

/** Outside of the screen: a sign-in in between, or a look elsewhere, loses nothing that was typed. */
export const draft = signal<Draft | null>(null);

const dayMs = 86_400_000;

export const emptyCondition: Condition = {
  not: false,
  kind: 'touched',
  touch: 'touchpoint',
  account: 'id',
  name: '',
  op: 'is',
  value: '',
  atLeast: '1',
  atMost: '',
  days: '',
};

/** Whether a comparison has something to compare with. */
export const takesValue = (op: AttributeOp): boolean => op !== 'known' && op !== 'unknown';

const comparison = ({ op, value }: Condition) => (takesValue(op) ? { op, value } : { op });
const count = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text));
const span = (days: string): number => Math.round(Number(days) * dayMs);

function leafOf(one: Condition): SegmentLeaf {
  switch (one.kind) {
    case 'attribute':
      return { attribute: one.name.trim(), ...comparison(one) };
    case 'silent':
      return { silentFor: span(one.days) };
    case 'phase':
      return { inPhase: one.value };
    case 'account':
      return {
        account:
          one.account === 'attribute'
            ? { attribute: one.name.trim(), ...comparison(one) }
            : { [one.account]: one.value, op: 'is' },
      };
    case 'touched': {
      const atLeast = count(one.atLeast);
      const atMost = count(one.atMost);
      return {
        touched: one.touch === 'any' ? {} : { [one.touch]: one.value },
        ...(atLeast !== undefined && { atLeast }),
        ...(atMost !== undefined && { atMost }),
        ...(one.days.trim() !== '' && { within: span(one.days) }),
      };
    }
  }
}

/** The rule that lines of the form mean. */
export function ruleOf({ join, conditions }: Pick<Draft, 'join' | 'conditions'>): SegmentRule {
  const rules = conditions.map((one): SegmentRule => {
    const leaf = leafOf(one);
    return one.not ? { not: leaf } : leaf;
  });
  const [only] = rules;
  if (rules.length === 1 && only) return only;
  return join === 'all' ? { all: rules } : { any: rules };
}

const inDays = (ms: number | undefined): string | undefined => {
  if (ms === undefined) return '';
  // An hour is no nice part of a day: such rules are written as text.
  return (ms * 4) % dayMs === 0 ? String(ms / dayMs) : undefined;
};

function lineOf(rule: SegmentRule): Condition | undefined {
  if ('not' in rule) {
    const line = lineOf(rule.not);
    return line && !line.not ? { ...line, not: true } : undefined;
  }
  if ('all' in rule || 'any' in rule) return undefined;
  if ('attribute' in rule) {
    const { attribute: name, op, value } = rule;
    return { ...emptyCondition, kind: 'attribute', name, op, value: String(value ?? '') };
  }
  if ('silentFor' in rule) {
    const days = inDays(rule.silentFor);
    return days === undefined ? undefined : { ...emptyCondition, kind: 'silent', days };
  }
  if ('inPhase' in rule) return { ...emptyCondition, kind: 'phase', value: rule.inPhase };
  if ('touched' in rule) {
    const fields = Object.entries(rule.touched);
    const days = inDays(rule.within);
    const [field] = fields;
    if (fields.length > 1 || days === undefined) return undefined;
    const touch = touchFields.find((one) => one === (field?.[0] ?? 'any'));
    return (
      touch && {
        ...emptyCondition,
        touch,
        value: field?.[1] ?? '',
        atLeast: String(rule.atLeast ?? (rule.atMost === undefined ? 1 : '')),
        atMost: String(rule.atMost ?? ''),
        days,
      }
    );
  }
  const { op, value, attribute, ...fields } = rule.account;
  const given = Object.entries(fields);
  const [one] = given;
  if (attribute !== undefined && given.length === 0) {
    return {
      ...emptyCondition,
      kind: 'account',
      account: 'attribute',
      name: attribute,
      op,
      value: String(value ?? ''),
    };
  }
  const account = accountFields.find((field) => field === one?.[0]);
  if (attribute !== undefined || given.length !== 1 || !account) return undefined;
  return { ...emptyCondition, kind: 'account', account, value: String(one?.[1] ?? '') };
}

/**
 * A rule as lines of the form; the inverse of {@link ruleOf}.
 *
 * @returns `undefined` where the form cannot hold it: what is joined within what is joined, several
 *   properties of one touch.
 */
export function linesOf(rule: SegmentRule): Pick<Draft, 'join' | 'conditions'> | undefined {
  const [join, parts]: ['all' | 'any', SegmentRule[]] =
    'all' in rule ? ['all', rule.all] : 'any' in rule ? ['any', rule.any] : ['all', [rule]];
  const conditions = parts.map(lineOf).filter((line) => line !== undefined);
  return conditions.length === parts.length ? { join, conditions } : undefined;
}

/** What is being written as a rule, or why it is none yet. */
export function draftRule(now: Draft): { rule: unknown } | { wrong: string } {
  if (now.text === null) return { rule: ruleOf(now) };
  try {
    return { rule: JSON.parse(now.text) as unknown };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

/** Begins to write: a new segment, or what a saved one says. */
export function beginSegment(site: string, segment?: Segment): void {
  if (!segment) {
    draft.value = {
      site,
      key: '',
      name: '',
      description: '',
      base: 0,
      join: 'all',
      conditions: [emptyCondition],
      text: null,
      webhook: '',
    };
    return;
  }
  const { key, name, description, version, rule, webhook } = segment;
  const lines = linesOf(rule);
  draft.value = {
    site,
    key,
    name,
    description,
    base: version,
    ...(lines ?? { join: 'all', conditions: [emptyCondition] }),
    text: lines ? null : JSON.stringify(rule, null, 2),
    webhook: webhook?.url ?? '',
  };
}
