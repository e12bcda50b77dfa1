import type { SegmentDelivery } from '@touchtrail/contract';
import { mappingOf, peopleIn } from '@touchtrail/analysis';
import type {
  Identity,
  Reader,
  SegmentMembership,
  SegmentStore,
  WatchedSegment,
} from '@touchtrail/store';
import { createBackground } from '../background.ts';
import { tellWebhooks } from '../webhooks/tell-webhooks.ts';

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
  /** How many times as long as the last look at everybody the next waits at least. Default 20. */
  sweepRest?: number;
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
/** Changes told at one go. */
const batch = 100;

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
  const { lookMs = 2_000, sweepMs = 60_000, sweepRest = 20, retryMs = 1_000 } = options;
  const background = createBackground(log, 'Segments could not be looked at');
  const { ending, attempt } = background;
  const until = new Map<string, number>();
  let sweepAt = 0;

  const update = async (
    segment: WatchedSegment,
    span?: { from: number; to: number },
  ): Promise<void> => {
    const among = span && membership.touchedIds(span.from, span.to);
    const { site, rule } = segment;
    const mapping = await mappingOf(reader, site);
    const inside = peopleIn(site, rule, mapping, clock(), among, membership.visible);
    if ((await membership.update(segment, inside, among)) > 0) telling.wake();
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
    sweepAt = performance.now() + Math.max(sweepMs, sweepRest * took);
  };

  // Webhooks that hang must not hold up the looking.
  const telling = tellWebhooks({
    waiting: () => membership.waiting(batch),
    told: (changes, outcome) => membership.told(changes, outcome),
    laneOf: ({ site, segment }) => `${site} ${segment}`,
    targets: async () =>
      new Map(
        (await segments.watched()).map(({ site, key, webhook, signingKey }) => [
          `${site} ${key}`,
          { url: webhook.url, signingKey },
        ]),
      ),
    bodyOf: ({ site, changes }) => JSON.stringify({ site, changes } satisfies SegmentDelivery),
    titleOf: ({ site, segment }) => `The webhook of @${segment} (${site})`,
    clock,
    log,
    allowPrivate,
    lookMs,
    retryMs,
    background,
  });

  let sweeping: Promise<void> | undefined;
  const looking = (async () => {
    await attempt(() => membership.recover());
    while (!ending.aborted) {
      await attempt(async () => {
        const watched = await segments.watched();
        if (watched.length > 0) await look(watched);
        const fresh: WatchedSegment[] = [];
        for (const segment of watched) {
          if (!(await membership.isKnown(segment))) fresh.push(segment);
        }
        const isDue = watched.length > 0 && performance.now() >= sweepAt;
        // Everybody is looked at beside: who was just touched does not wait for that.
        if (!sweeping && (isDue || fresh.length > 0)) {
          sweeping = attempt(async () => {
            if (isDue) await sweep(watched);
            else for (const segment of fresh) await update(segment);
          }).finally(() => (sweeping = undefined));
        }
      });
      await background.pause(lookMs);
    }
    await sweeping;
  })();

  return {
    stop: (graceMs = 2_000) => background.stop(Promise.all([looking, telling.ended]), graceMs),
  };
}
