import { signal } from '@preact/signals';
import type { SavedJourney } from '@touchtrail/contract';

/** A journey as it is typed: lists one a line, durations as text. */
export interface Draft {
  site: string;
  name: string;
  /** The version that is changed; 0: a new journey. */
  base: number;
  description: string;
  subject: 'person' | 'account';
  goals: { name: string; reached: string }[];
  start: string;
  inactivityLimit: string;
  abandonmentGap: string;
  abandonmentGaps: string;
  visitGap: string;
}

/** Outside of the screen: a sign-in in between loses nothing. Null: nothing is being written. */
export const draft = signal<Draft | null>(null);

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** A duration as the service reads it. @example durationText(5_184_000_000); // '60d' */
export function durationText(ms: number | undefined): string {
  if (ms === undefined) return '';
  const unit = units.find(([, size]) => ms % size === 0);
  return unit ? `${ms / unit[1]}${unit[0]}` : `${ms}ms`;
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** A journey of a site as the form has it. */
export function draftOf(site: string, saved?: SavedJourney): Draft {
  const given = saved?.definition;
  return {
    site,
    name: saved?.name ?? '',
    base: saved?.version ?? 0,
    description: given?.description ?? '',
    subject: given?.subject ?? 'person',
    goals: (given?.goals ?? []).map(({ name, reached }) => ({ name, reached: reached.join('\n') })),
    start: (given?.start ?? []).join('\n'),
    inactivityLimit: durationText(given?.inactivityLimit),
    abandonmentGap: durationText(given?.abandonmentGap),
    abandonmentGaps: Object.entries(given?.abandonmentGaps ?? {})
      .map(([key, gap]) => `${key}=${gap === 'auto' ? gap : durationText(gap)}`)
      .join(','),
    visitGap: durationText(given?.visitGap),
  };
}

/** What is sent of it: without what was left empty. The service checks it. */
export function definitionOf(now: Draft): Record<string, unknown> {
  const durations = Object.entries({
    inactivityLimit: now.inactivityLimit,
    abandonmentGap: now.abandonmentGap,
    abandonmentGaps: now.abandonmentGaps,
    visitGap: now.visitGap,
  }).filter(([, text]) => text.trim() !== '');
  return {
    description: now.description.trim(),
    subject: now.subject,
    goals: now.goals
      .filter(({ name, reached }) => name.trim() !== '' || reached.trim() !== '')
      .map(({ name, reached }) => ({ name: name.trim(), reached: lines(reached) })),
    start: lines(now.start),
    ...Object.fromEntries(durations.map(([key, text]) => [key, text.trim()])),
  };
}
