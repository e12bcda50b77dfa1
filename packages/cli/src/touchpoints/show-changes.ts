import type { RegistryChange, RegistryEffect, RegistryProblem, Rule } from '@touchtrail/contract';
import { count } from '../terminal/count.ts';

const singular = {
  phases: 'phase',
  channels: 'channel',
  departments: 'department',
  topics: 'topic',
  touchpoints: 'touchpoint',
  rules: 'rule',
} as const;
const signs = { added: '+', removed: '-', changed: '~', moved: '>' } as const;

const said = (value: unknown): string => (value === null ? 'nothing' : JSON.stringify(value));

const ruleText = ({ touchpoint, when }: Rule): string => `${JSON.stringify(when)} is ${touchpoint}`;

/** A difference as a line, or several: `+ touchpoint cart`, `~ touchpoint cart: owner "Mia" → "Ken"`. */
export function changeLine({ section, kind, key, fields = [], rule }: RegistryChange): string {
  const head = `${signs[kind]} ${singular[section]} ${key}`;
  if (kind === 'moved' && rule) {
    return `${head} (was ${said(fields[0]?.before)}): ${ruleText(rule)}`;
  }
  if (rule) return `${head}: ${ruleText(rule)}`;
  const details = fields.map(
    ({ field, before, after }) => `${field} ${said(before)} → ${said(after)}`,
  );
  return details.length > 0 ? `${head}: ${details.join(', ')}` : head;
}

/** What is wrong, with the line of the file where it stands. */
export const problemLine = (
  { level, path, message }: RegistryProblem,
  lineOf: (path: readonly PropertyKey[]) => number,
): string => `${level === 'warning' ? 'warning' : 'error'}: line ${lineOf(path)}: ${message}`;

/** What a registry would do, in a few lines. */
export function effectLines(effect: RegistryEffect): string[] {
  const { events, mapped, unmapped, movedEvents, moved, from, to } = effect;
  const days = Math.round((to - from) / 86_400_000);
  const lines = [
    `Of ${count(events)} events of ${days === 1 ? '1 day' : `${days} days`} ${count(mapped)} would be at registered touchpoints, ${count(unmapped)} not; ${count(movedEvents)} would be called otherwise than now.`,
  ];
  for (const { from: before, to: after, events: n } of moved.slice(0, 10)) {
    lines.push(`  ${count(n)}: ${before} → ${after}`);
  }
  if (moved.length > 10) lines.push(`  … and ${moved.length - 10} more such groups`);
  return lines;
}
