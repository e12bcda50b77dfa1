import type { RegistryAnswer } from '@touchtrail/contract';
import { keptValues } from '../../app/use-kept.ts';

interface Entry {
  base: RegistryAnswer;
  value: unknown;
}

/** By site and form. */
const entries = keptValues<Entry>();

const idOf = (site: string, form: string): string => `${site} ${form}`;

/** What is typed in an open form and not taken over yet. */
export interface Typed<T> {
  value: T;
  /** What was in force when it was begun: who saved since then is told of, not overwritten. */
  base: RegistryAnswer;
  set: (value: T) => void;
  /** It is taken over, or thrown away. */
  forget: () => void;
}

/**
 * State of a form that outlives its screen.
 *
 * @param form which one of the site's registry.
 * @param initial what it says until something is typed: what is in force.
 */
export function typedIn<T>(answer: RegistryAnswer, form: string, initial: () => T): Typed<T> {
  const id = idOf(answer.site, form);
  const entry = entries.get(id);
  const base = entry?.base ?? answer;
  return {
    value: entry ? (entry.value as T) : initial(),
    base,
    set: (value) => entries.set(id, { base, value }),
    forget: () => entries.forget(id),
  };
}

/** What was saved here is what open forms of it now stand on. */
export function followSaved(before: number, now: RegistryAnswer): void {
  entries.renew(({ base, value }) => ({
    base: base.site === now.site && base.version === before ? now : base,
    value,
  }));
}
