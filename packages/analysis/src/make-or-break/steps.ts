/** Steps of a journey as touches are compared by: 1, 2, 3, 4 (4 and 5), 5 (6 to 8), 6 (9 and later). */
export const bucketOf = (step: number): number =>
  step < 4 ? step : step < 6 ? 4 : step < 9 ? 5 : 6;

/** The buckets with their first and last step. */
export const bucketSpans = [
  [1, 1, 1],
  [2, 2, 2],
  [3, 3, 3],
  [4, 4, 5],
  [5, 6, 8],
  [6, 9, 1_000_000],
] as const;

// First steps of the levels from 9 on: what lies within a level should not differ by more than a quarter.
const late = [9, 11, 14, 19, 26, 41];

/**
 * Steps as the joint model tells them apart: 1 to 8, then 9 (9 and 10), 10 (11 to 13), 11 (14 to 18), 12 (19
 * to 25), 13 (26 to 40), 14. Finer than {@link bucketOf}: within a wide bucket the later touches have met
 * more, and what their step does would be said of everything that they met.
 */
export function levelOf(step: number): number {
  let level = Math.min(step, 8);
  for (const first of late) if (step >= first) level++;
  return level;
}

/** The same in SQL, of the position `p`. */
export const levelSql = (p: string): string =>
  `multiIf(${p} < ${late[0]}, ${p}, ${late.map((_, at) => (at < late.length - 1 ? `${p} < ${late[at + 1]}, ${9 + at}` : `${9 + at}`)).join(', ')})`;

/** The first step of a level. */
export const firstOf = (level: number): number => (level < 9 ? level : (late[level - 9] ?? 41));

/** No level begins later. */
export const mostSteps = 41;
