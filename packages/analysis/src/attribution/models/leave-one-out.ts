import type { Credits, PathSet } from './path-set.ts';

/**
 * Leave-one-out: for each converting path, how much its observed conversion rate falls when one touch
 * is left out of it (the rate of the path that remains; 0 where nobody took that path), not below 0, as
 * shares of the path's conversions. When nothing falls, the last touch gets all.
 *
 * Some tools call this a Shapley value; it is not one: it compares single paths, and what nobody
 * happened to walk counts as if it never converted. Source of the rule: google/fractribution.
 */
export function leaveOneOutCredits({ channels, rows }: PathSet): Credits {
  const ends = new Map<string, { conversions: number; all: number }>();
  const lengths = new Set<number>();
  for (const { steps, conversions, nulls } of rows) {
    const key = steps.join();
    const known = ends.get(key) ?? { conversions: 0, all: 0 };
    ends.set(key, {
      conversions: known.conversions + conversions,
      all: known.all + conversions + nulls,
    });
    lengths.add(steps.length);
  }
  const rate = (steps: readonly number[]): number => {
    const found = ends.get(steps.join());
    return found && found.all > 0 ? found.conversions / found.all : 0;
  };
  const conversions = channels.map(() => 0);
  const value = channels.map(() => 0);
  for (const row of rows) {
    const { steps } = row;
    if (row.conversions === 0) continue;
    const whole = rate(steps);
    // Where no path of that length was seen there is nothing to look up.
    const shorter = lengths.has(steps.length - 1);
    const falls = steps.map((_, at) =>
      Math.max(0, whole - (shorter ? rate(steps.toSpliced(at, 1)) : 0)),
    );
    const sum = falls.reduce((total, fall) => total + fall, 0);
    for (const [at, fall] of falls.entries()) {
      const weight = sum > 0 ? fall / sum : at === steps.length - 1 ? 1 : 0;
      const step = steps[at] ?? 0;
      conversions[step] = (conversions[step] ?? 0) + weight * row.conversions;
      value[step] = (value[step] ?? 0) + weight * row.value;
    }
  }
  return { conversions, value };
}
