import { StoreError } from '@touchtrail/store';

/** How long a request may wait for ClickHouse before its sender is told to come again, ms. */
export const patienceMs = 4_000;

/** ClickHouse takes questions and answers none: the request is answered before its sender gives up. */
export const tooSlow = (what: string, ms: number): StoreError =>
  new StoreError(
    'unreachable',
    `ClickHouse did not give the ${what} within ${ms / 1_000} s.`,
    'Bring ClickHouse back; senders keep their events and send them again.',
  );

/**
 * What `work` gives, unless that takes longer. The work itself goes on, as nobody can end it.
 *
 * @param what it gives, for the message
 * @throws StoreError `unreachable` when it takes too long, and what `work` throws
 * @example
 * await within(store.sites.list(), 'list of sites');
 */
export async function within<Answer>(
  work: Promise<Answer>,
  what: string,
  ms: number = patienceMs,
): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow(what, ms)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
