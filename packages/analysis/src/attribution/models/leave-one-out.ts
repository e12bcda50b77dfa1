import type { Credits, PathSet } from './path-set.ts';

/** Leave-one-out of paths whose journeys can be counted anew. */
export interface LeaveOneOutPlan {
  credits(
    conversions: ArrayLike<number>,
    nulls: ArrayLike<number>,
    value: ArrayLike<number>,
  ): Credits;
}

/** Reads paths once; see {@link leaveOneOutCredits}. */
export function leaveOneOutPlan({ channels, rows }: PathSet): LeaveOneOutPlan {
  const paths = new Map<string, number>();
  const lengths = new Set<number>();
  const pathOf = rows.map(({ steps }) => {
    const key = steps.join();
    const known = paths.get(key) ?? paths.size;
    if (known === paths.size) paths.set(key, known);
    lengths.add(steps.length);
    return known;
  });
  // Where no path of that length was seen there is nothing to look up.
  const shorter = rows.map(({ steps, conversions }) =>
    conversions > 0 && lengths.has(steps.length - 1)
      ? steps.map((_, at) => paths.get(steps.toSpliced(at, 1).join()) ?? -1)
      : [],
  );
  return {
    credits(conversions, nulls, values) {
      const won = new Float64Array(paths.size);
      const all = new Float64Array(paths.size);
      for (const [row, path] of pathOf.entries()) {
        won[path] = (won[path] ?? 0) + (conversions[row] ?? 0);
        all[path] = (all[path] ?? 0) + (conversions[row] ?? 0) + (nulls[row] ?? 0);
      }
      const rate = (path: number): number =>
        path >= 0 && (all[path] ?? 0) > 0 ? (won[path] ?? 0) / (all[path] ?? 1) : 0;
      const credits = { conversions: channels.map(() => 0), value: channels.map(() => 0) };
      for (const [row, { steps }] of rows.entries()) {
        if ((conversions[row] ?? 0) === 0) continue;
        const whole = rate(pathOf[row] ?? -1);
        const falls = steps.map((_, at) => Math.max(0, whole - rate(shorter[row]?.[at] ?? -1)));
        const sum = falls.reduce((total, fall) => total + fall, 0);
        for (const [at, fall] of falls.entries()) {
          const weight = sum > 0 ? fall / sum : at === steps.length - 1 ? 1 : 0;
          const step = steps[at] ?? 0;
          credits.conversions[step] =
            (credits.conversions[step] ?? 0) + weight * (conversions[row] ?? 0);
          credits.value[step] = (credits.value[step] ?? 0) + weight * (values[row] ?? 0);
        }
      }
      return credits;
    },
  };
}

/**
 * Leave-one-out: for each converting path, how much its observed conversion rate falls when one touch
 * is left out of it (the rate of the path that remains; 0 where nobody took that path), not below 0, as
 * shares of the path's conversions. When nothing falls, the last touch gets all.
 *
 * Some tools call this a Shapley value; it is not one: it compares single paths, and what nobody
 * happened to walk counts as if it never converted. Source of the rule: google/fractribution.
 */
export const leaveOneOutCredits = (set: PathSet): Credits =>
  leaveOneOutPlan(set).credits(
    set.rows.map((row) => row.conversions),
    set.rows.map((row) => row.nulls),
    set.rows.map((row) => row.value),
  );
