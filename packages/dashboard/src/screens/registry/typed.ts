import { signal } from '@preact/signals';
import type { RegistryAnswer } from '@touchtrail/contract';

interface Entry {
  base: RegistryAnswer;
  value: unknown;
}

/** By site and form, outside of the screen: a sign-in in between loses nothing of what is half typed. */
const entries = signal<Readonly<Record<string, Entry>>>({});

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
  const entry = entries.value[id];
  const base = entry?.base ?? answer;
  return {
    value: entry ? (entry.value as T) : initial(),
    base,
    set: (value) => {
      entries.value = { ...entries.value, [id]: { base, value } };
    },
    forget() {
      const { [id]: _forgotten, ...others } = entries.value;
      entries.value = others;
    },
  };
}

/** What was saved here is what open forms of it now stand on. */
export function followSaved(before: number, now: RegistryAnswer): void {
  entries.value = Object.fromEntries(
    Object.entries(entries.value).map(([id, { base, value }]) => [
      id,
      { base: base.site === now.site && base.version === before ? now : base, value },
    ]),
  );
}
