import type { Query } from '../types.ts';

/** Subjects that were looked up for the questions of a report. */
export interface Matched {
  /** The number by which their hashes stand in `journey_work`, as `id`, where `what = 'match'`. */
  run: number;
  /** Nobody asks for them any more. */
  drop(): Promise<void>;
}

/**
 * Writes down whom a query finds, so that several questions need not look for them again.
 *
 * @param insert runs a statement with the bounds of the reader, without those whom it hides
 * @param clear runs a statement that no bound ends
 */
export function createMatches(
  insert: (query: Query) => Promise<void>,
  clear: (sql: string, params: Record<string, unknown>) => Promise<void>,
  clock: () => number,
): (query: Query) => Promise<Matched> {
  let last = 0;
  return async ({ sql, params, ...bounds }) => {
    // As large as versions of sequences are, which stand in the same table.
    last = Math.max(last + 1, clock() * 1_000 + Math.floor(Math.random() * 1_000));
    const run = last;
    // Should it fail, the rows go with the engine: they are only in memory.
    const drop = () =>
      clear('ALTER TABLE journey_work DELETE WHERE run = {run:UInt64}', { run }).catch(
        () => undefined,
      );
    try {
      await insert({
        ...bounds,
        sql: `INSERT INTO journey_work (run, what, id) SELECT {matchRun:UInt64}, 'match', toString(cityHash64(subject)) FROM (${sql})`,
        params: { ...params, matchRun: run },
      });
    } catch (error) {
      await drop();
      throw error;
    }
    return { run, drop };
  };
}
