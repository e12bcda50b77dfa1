import { segmentFields, segmentOps, segmentProp } from '../report/segment-fields.ts';

export { segmentFields, segmentOps };

/** A condition on people, as reports take them: a saved segment, or something one of their touches had. */
export type Condition =
  | { saved: string }
  | { field: string; op: (typeof segmentOps)[number]; value: string };

const isField = (text: string): boolean =>
  segmentFields.some((field) => field === text) || segmentProp.test(text);

/**
 * Reads a condition of a link.
 *
 * @returns `undefined` when it is none.
 * @example
 * parseCondition('@warm'); // { saved: 'warm' }
 * parseCondition('channel:is:email'); // { field: 'channel', op: 'is', value: 'email' }
 */
export function parseCondition(text: string): Condition | undefined {
  if (text.startsWith('@')) {
    return /^@[a-z0-9][a-z0-9_.-]{0,62}$/.test(text) ? { saved: text.slice(1) } : undefined;
  }
  const field = segmentOps
    .map((one) => ({ one, at: text.indexOf(`:${one}:`) }))
    .filter(({ at }) => at > 0)
    .toSorted((a, b) => a.at - b.at)[0];
  if (!field) return undefined;
  const name = text.slice(0, field.at);
  const value = text.slice(field.at + field.one.length + 2);
  if (!isField(name) || value === '' || value.length > 500) return undefined;
  return { field: name, op: field.one, value };
}

/** The text of a condition in a link; the inverse of {@link parseCondition}. */
export const formatCondition = (condition: Condition): string =>
  'saved' in condition
    ? `@${condition.saved}`
    : `${condition.field}:${condition.op}:${condition.value}`;

/** Conditions as a report takes them. */
export const segmentParameter = (conditions: readonly Condition[]): unknown[] =>
  conditions.map((one) => ('saved' in one ? `@${one.saved}` : one));
