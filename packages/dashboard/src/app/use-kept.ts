import { signal } from '@preact/signals';

/**
 * Values by name, outside of components: a login that ends in between loses nothing of what is typed.
 *
 * @example
 * const typed = keptValues<string>();
 * typed.set('note', 'half a wo');
 */
export function keptValues<Value>() {
  const all = signal<Readonly<Record<string, Value>>>({});
  return {
    get: (name: string): Value | undefined => all.value[name],
    set(name: string, value: Value): void {
      all.value = { ...all.value, [name]: value };
    },
    forget(name: string): void {
      const { [name]: _forgotten, ...others } = all.value;
      all.value = others;
    },
    /** Replaces each by what it is to be from now on. */
    renew(by: (value: Value) => Value): void {
      all.value = Object.fromEntries(
        Object.entries(all.value).map(([name, value]) => [name, by(value)]),
      );
    },
  };
}

const kept = keptValues<unknown>();

/**
 * State of a small form that outlives it.
 *
 * @param name of the form and its field, with what it is about.
 * @returns what is typed, how to change it, and how to forget it once it is taken over.
 */
export function useKept<Value>(
  name: string,
  initial: Value,
): [value: Value, set: (value: Value) => void, forget: () => void] {
  return [
    (kept.get(name) ?? initial) as Value,
    (value) => kept.set(name, value),
    () => kept.forget(name),
  ];
}
