import { signal } from '@preact/signals';

const kept = signal<Readonly<Record<string, unknown>>>({});

/**
 * State of a small form that outlives it: a login that ends in between loses nothing of what is typed.
 *
 * @param name of the form and its field, with what it is about.
 * @returns what is typed, how to change it, and how to forget it once it is taken over.
 */
export function useKept<Value>(
  name: string,
  initial: Value,
): [value: Value, set: (value: Value) => void, forget: () => void] {
  const { [name]: value = initial } = kept.value;
  return [
    value as Value,
    (next) => {
      kept.value = { ...kept.value, [name]: next };
    },
    () => {
      const { [name]: _forgotten, ...others } = kept.value;
      kept.value = others;
    },
  ];
}
