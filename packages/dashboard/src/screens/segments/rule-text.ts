import type { AttributeOp, SegmentLeaf, SegmentRule } from '@touchtrail/contract';
import { formatDuration } from '../../format/times.ts';
import { say } from './say.ts';

export const opWords = {
  is: 'is',
  is_not: 'is not',
  contains: 'contains',
  at_least: 'is at least',
  at_most: 'is at most',
  known: 'is known',
  unknown: 'is unknown',
} as const satisfies Record<AttributeOp, string>;

const compared = (name: string, op: AttributeOp, value: unknown): string =>
  `${name} ${say(opWords[op])}${value === undefined ? '' : ` ${String(value)}`}`;

function leafText(leaf: SegmentLeaf): string {
  if ('attribute' in leaf) return compared(leaf.attribute, leaf.op, leaf.value);
  if ('silentFor' in leaf)
    return say('silent for {time}', { time: formatDuration(leaf.silentFor) });
  if ('inPhase' in leaf) return say('in phase {phase}', { phase: leaf.inPhase });
  if ('touched' in leaf) {
    const { touched, atLeast, atMost, within } = leaf;
    const what =
      Object.entries(touched)
        .map(([field, value]) => (field === 'touchpoint' ? value : `${field} ${value}`))
        .join(' · ') || say('any touch');
    let text =
      atMost === 0 ? say('never touched {what}', { what }) : say('touched {what}', { what });
    if (atLeast !== undefined && atLeast > 1) {
      text = say('{what}, at least {n} times', { what: text, n: atLeast });
    }
    if (atMost !== undefined && atMost > 0) {
      text = say('{what}, at most {n} times', { what: text, n: atMost });
    }
    return within === undefined
      ? text
      : say('{what}, within {time}', { what: text, time: formatDuration(within) });
  }
  const { op, value, attribute, ...fields } = leaf.account;
  const parts = Object.entries(fields).map(([field, text]) => `${field} ${text}`);
  if (attribute !== undefined) parts.push(compared(attribute, op, value));
  return say('account: {what}', { what: parts.join(' · ') });
}

const join = (rules: readonly SegmentRule[], word: '{a} and {b}' | '{a} or {b}'): string =>
  rules
    .map((rule) => {
      const text = ruleText(rule);
      return 'all' in rule || 'any' in rule ? `(${text})` : text;
    })
    .reduce((a, b) => say(word, { a, b }));

/** A rule as people read it. Values are as they were written: text, whatever they hold. */
export function ruleText(rule: SegmentRule): string {
  if ('all' in rule) return join(rule.all, '{a} and {b}');
  if ('any' in rule) return join(rule.any, '{a} or {b}');
  if ('not' in rule) return say('not ({a})', { a: ruleText(rule.not) });
  return leafText(rule);
}
