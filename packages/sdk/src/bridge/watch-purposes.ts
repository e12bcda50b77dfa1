import type { Purpose, Touchtrail } from '../types.ts';

/** What is known of consent on this page. */
export interface Purposes {
  /** What is allowed now; `undefined` while nothing has been heard. */
  now(): readonly Purpose[] | undefined;
  /** Epoch ms from which on it is sure to hold: when it was heard, else when watching began. */
  since(): number;
  /** Stops watching. */
  stop(): void;
}

/**
 * Follows consent over the public API. A decision from before is learned by the first event that is
 * recorded, since every event carries its receipt.
 *
 * @param changed called whenever what is allowed has changed.
 * @param clock epoch ms.
 */
export function watchPurposes(
  touchtrail: Pick<Touchtrail, 'on'>,
  changed: (purposes: readonly Purpose[]) => void,
  clock: () => number,
): Purposes {
  let known: readonly Purpose[] | undefined;
  let since = clock();
  let over = false;
  const learn = (purposes: readonly Purpose[], fresh: boolean) => {
    if (over || `${purposes}` === `${known}`) return;
    if (fresh && !known?.includes('measurement')) since = clock();
    known = purposes;
    changed(purposes);
  };
  const offs = [
    touchtrail.on('consent', ({ purposes }) => learn(purposes, true)),
    touchtrail.on('queued', (event: { id: string; consent?: { purposes?: Purpose[] } }) => {
      if (event.consent?.purposes) learn(event.consent.purposes, false);
    }),
  ];
  return {
    now: () => known,
    since: () => since,
    stop() {
      over = true;
      // Those of the inline stub are promises until the SDK is there.
      for (const off of offs) void Promise.resolve(off).then((end) => end());
    },
  };
}
