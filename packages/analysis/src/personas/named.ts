import { createHash } from 'node:crypto';
import { distance, readyPath } from './distance.ts';

/** A name that people gave. */
export interface Given {
  key: string;
  name: string;
  description: string;
  typical: string[];
}

/** A typical path that is so much like the one that was named is the same persona. */
const mostUnlike = 0.35;

/** Made of the typical path, so that the same persona has the same key. */
const keyOf = (typical: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(typical)).digest('hex').slice(0, 8);

/**
 * Keys and names of personas: a name goes to the persona whose typical path is most like the one that was
 * named, each to one, and brings its key along.
 */
export function named(
  typical: readonly string[][],
  given: readonly Given[],
): { key: string; name: string; description: string }[] {
  const numbers = new Map<string, number>();
  const number = (place: string): number => {
    const known = numbers.get(place) ?? numbers.size;
    numbers.set(place, known);
    return known;
  };
  const ready = (path: readonly string[]) => readyPath(path.slice(0, 32).map(number));
  const pairs = typical
    .flatMap((path, at) =>
      given.map((one) => ({
        at,
        one,
        unlike:
          one.key === keyOf(path)
            ? 0
            : one.typical.length === 0
              ? 1
              : distance(ready(path), ready(one.typical)),
      })),
    )
    .filter(({ unlike }) => unlike <= mostUnlike)
    .toSorted((a, b) => a.unlike - b.unlike);
  const found = new Map<number, Given>();
  const taken = new Set<string>();
  for (const { at, one } of pairs) {
    if (found.has(at) || taken.has(one.key)) continue;
    found.set(at, one);
    taken.add(one.key);
  }
  return typical.map((path, at) => {
    const one = found.get(at);
    return {
      key: one?.key ?? keyOf(path),
      name: one?.name ?? '',
      description: one?.description ?? '',
    };
  });
}
