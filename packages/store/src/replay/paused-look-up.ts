import type { LookUp } from './batched-look-up.ts';

/**
 * A look-up that leaves ClickHouse alone for a while after it did not answer: whoever asks meanwhile is
 * refused at once with the same error. One question tries it afterwards; until that is answered the others
 * are refused too. Where it hangs, each request would wait for the whole time limit otherwise, and what is
 * answered in a second would be what the connections of the clients can hold.
 *
 * @param limits.clock epoch ms
 * @example
 * const lookUp = pausedAfterFailure(batchedLookUp(ask), { clock: Date.now, pauseMs: 5_000 });
 */
export function pausedAfterFailure(
  lookUp: LookUp,
  { clock, pauseMs }: { clock: () => number; pauseMs: number },
): LookUp {
  let failed: { error: unknown; at: number } | undefined;
  return async (siteId, ids) => {
    if (failed) {
      // A clock that was set back must not make the pause longer.
      if (Math.abs(clock() - failed.at) < pauseMs) throw failed.error;
      failed.at = clock();
    }
    try {
      const known = await lookUp(siteId, ids);
      failed = undefined;
      return known;
    } catch (error) {
      failed = { error, at: clock() };
      throw error;
    }
  };
}
