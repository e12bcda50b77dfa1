import { setTimeout as sleep } from 'node:timers/promises';
import { errorSummary } from '@touchtrail/store';

/** Work that goes on beside requests until it is stopped. */
export interface Background {
  /** Aborted when it is to end. */
  ending: AbortSignal;
  /** Does a piece of work; that it failed is said once, until one goes well again. */
  attempt(work: () => Promise<void>): Promise<void>;
  /** Waits some ms, or until the end. */
  pause(ms: number): Promise<void>;
  /** Says that it is to end, and waits for what runs, at most `graceMs`. */
  stop(running: Promise<unknown>, graceMs: number): Promise<void>;
}

/**
 * @param failed what is said before the cause when a piece of work failed
 * @example
 * const { ending, attempt, pause } = createBackground(log, 'Segments could not be looked at');
 * while (!ending.aborted) { await attempt(look); await pause(2_000); }
 */
export function createBackground(log: (line: string) => void, failed: string): Background {
  const controller = new AbortController();
  const ending = controller.signal;
  let told = false;
  return {
    ending,
    async attempt(work) {
      try {
        await work();
        told = false;
      } catch (error) {
        if (!told && !ending.aborted) log(`${failed}, and are tried again: ${errorSummary(error)}`);
        told = true;
      }
    },
    pause: (ms) => sleep(ms, undefined, { signal: ending, ref: false }).catch(() => undefined),
    async stop(running, graceMs) {
      controller.abort();
      // An engine that hangs holds up no end: what is cut off is found again at the next start.
      const patience = new AbortController();
      const limit = sleep(graceMs, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([running, limit]);
      patience.abort();
    },
  };
}
