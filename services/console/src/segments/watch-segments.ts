import { setTimeout as sleep } from 'node:timers/promises';
import type { SegmentDelivery } from '@touchtrail/contract';
import { mappingOf, peopleIn } from '@touchtrail/analysis';
import { errorSummary } from '@touchtrail/store';
import type {
  Identity,
  Reader,
  SegmentMembership,
  SegmentStore,
  WaitingChanges,
  WatchedSegment,
} from '@touchtrail/store';
import { postSigned } from './post-signed.ts';

export interface WatchOptions {
  reader: Reader;
  identity: Pick<Identity, 'settle'>;
  segments: Pick<SegmentStore, 'watched'>;
  membership: SegmentMembership;
  clock: () => number;
  log: (line: string) => void;
  /** Whether webhooks may have addresses of private networks. */
  allowPrivate: boolean;
  /** How often it is looked who was touched. Default 2 s. */
  lookMs?: number;
  /**
   * How often everybody is looked at, because time alone lets people enter and leave. Default 60 s, and
   * at least twenty times as long as the last look took.
   */
  sweepMs?: number;
  /** First wait after a delivery failed; it doubles each time up to an hour. Default 1 s. */
  retryMs?: number;
}

/** Watches segments for those who want to be told. */
export interface SegmentWatch {
  /** Ends what runs, at most after `graceMs`; what was not told is told after the next start. */
  stop(graceMs?: number): Promise<void>;
}

/** What is read again each time, since an insert may become visible a moment after the time it bears. */
const overlapMs = 5_000;
/** Changes told at one go, and webhooks spoken to at a time. */
const batch = 100;
const atOnce = 4;
/** Tries before a change is given up: about a day of them. */
const mostTries = 30;
const longestMs = 3_600_000;

const backoff = (attempts: number, firstMs: number): number =>
  Math.min(longestMs, firstMs * 2 ** Math.min(attempts, 30));

/**
 * Looks every two seconds who of those just touched entered or left a segment that has a webhook, and
 * once a minute at everybody; keeps what changed in the store and tells it, signed, until it is taken.
 *
 * @example
 * const watch = watchSegments({ reader: store.reader, identity: store.identity, segments: store.segments,
 *   membership: store.membership, clock: Date.now, log, allowPrivate: false });
 */
export function watchSegments(options: WatchOptions): SegmentWatch {
  const { reader, identity, segments, membership, clock, log, allowPrivate } = options;
  const { lookMs = 2_000, sweepMs = 60_000, retryMs = 1_000 } = options;
  const ending = new AbortController();
  const until = new Map<string, number>();
  let sweepAt = 0;
  let mayWait = true;

  const update = async (
    segment: WatchedSegment,
    span?: { from: number; to: number },
  ): Promise<void> => {
    const among = span && membership.touchedIds(span.from, span.to);
    const { site, rule } = segment;
    const mapping = await mappingOf(reader, site);
    const inside = peopleIn(site, rule, mapping, clock(), among, membership.visible);
    if ((await membership.update(segment, inside, among)) > 0) mayWait = true;
  };

  const look = async (watched: readonly WatchedSegment[]): Promise<void> => {
    const now = await membership.now();
    for (const site of new Set(watched.map((segment) => segment.site))) {
      const from = (until.get(site) ?? now) - overlapMs;
      until.set(site, now);
      if (!(await membership.isTouched(site, from, now))) continue;
      await identity.settle(site);
      for (const segment of watched) {
        if (segment.site !== site || !(await membership.isKnown(segment))) continue;
        await update(segment, { from, to: now });
      }
    }
  };

  const sweep = async (watched: readonly WatchedSegment[]): Promise<void> => {
    const began = performance.now();
    await membership.forget(watched);
    for (const site of new Set(watched.map((segment) => segment.site))) await identity.settle(site);
    for (const segment of watched) await update(segment);
    const took = performance.now() - began;
    sweepAt = performance.now() + Math.max(sweepMs, 20 * took);
  };

  const tell = async (waiting: WaitingChanges, to: WatchedSegment | undefined): Promise<void> => {
    const { site, segment, changes, attempts } = waiting;
    if (!to) {
      await membership.told(waiting, { error: 'The webhook was removed.', retryAt: undefined });
      return;
    }
    const { url } = to.webhook;
    const body = JSON.stringify({ site, changes } satisfies SegmentDelivery);
    let error: string;
    try {
      const status = await postSigned({
        url,
        signingKey: to.signingKey,
        body,
        allowPrivate,
        clock,
        signal: ending.signal,
      });
      if (status >= 200 && status < 300) {
        await membership.told(waiting, { delivered: true });
        return;
      }
      error = `It answered ${status}.`;
    } catch (failure) {
      if (ending.signal.aborted) return;
      // What the network says of an address: nothing about people.
      error = failure instanceof Error ? failure.message : 'It did not answer.';
    }
    const isLast = attempts + 1 >= mostTries;
    const waitMs = backoff(attempts, retryMs);
    await membership.told(waiting, { error, retryAt: isLast ? undefined : clock() + waitMs });
    if (attempts === 0 || isLast) {
      log(
        `The webhook of @${segment} (${site}) ${isLast ? 'was given up' : 'is tried again'}: ${error}`,
      );
    }
  };

  const deliver = async (watched: readonly WatchedSegment[]): Promise<void> => {
    while (mayWait && !ending.signal.aborted) {
      const { due, any } = await membership.waiting(batch);
      mayWait = any;
      if (due.length === 0) return;
      for (let start = 0; start < due.length; start += atOnce) {
        const some = due.slice(start, start + atOnce);
        await Promise.all(
          some.map((waiting) =>
            tell(
              waiting,
              watched.find(({ site, key }) => site === waiting.site && key === waiting.segment),
            ),
          ),
        );
      }
    }
  };

  /** Errors are told once, until it goes well again. */
  let told = false;
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
      told = false;
    } catch (error) {
      if (!told && !ending.signal.aborted) {
        log(`Segments could not be looked at, and are tried again: ${errorSummary(error)}`);
      }
      told = true;
    }
  };

  const pause = (): Promise<void> =>
    sleep(lookMs, undefined, { signal: ending.signal, ref: false }).catch(() => undefined);
  // Webhooks that hang must not hold up the looking.
  const looking = (async () => {
    await attempt(() => membership.recover());
    while (!ending.signal.aborted) {
      await attempt(async () => {
        const watched = await segments.watched();
        if (watched.length > 0) await look(watched);
        const fresh = [];
        for (const segment of watched) {
          if (!(await membership.isKnown(segment))) fresh.push(segment);
        }
        if (watched.length > 0 && performance.now() >= sweepAt) await sweep(watched);
        else for (const segment of fresh) await update(segment);
      });
      await pause();
    }
  })();
  const delivering = (async () => {
    while (!ending.signal.aborted) {
      await attempt(async () => {
        if (mayWait) await deliver(await segments.watched());
      });
      await sleep(Math.min(lookMs, 500), undefined, { signal: ending.signal, ref: false }).catch(
        () => undefined,
      );
    }
  })();

  return {
    async stop(graceMs = 2_000) {
      ending.abort();
      // An engine that hangs holds up no end: what is cut off is found again at the next start.
      const patience = new AbortController();
      const limit = sleep(graceMs, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([Promise.all([looking, delivering]), limit]);
      patience.abort();
    },
  };
}
