import type { SegmentDelivery } from '@touchtrail/contract';
import { answeredBadly } from '@touchtrail/store';
import type { SegmentMembership, WaitingChanges, WatchedSegment } from '@touchtrail/store';
import { postSigned } from './post-signed.ts';

interface TellOptions {
  membership: Pick<SegmentMembership, 'waiting' | 'told'>;
  watched: () => Promise<readonly WatchedSegment[]>;
  clock: () => number;
  log: (line: string) => void;
  /** Whether webhooks may have addresses of private networks. */
  allowPrivate: boolean;
  /** Longest pause between two looks at what waits, ms. */
  lookMs: number;
  /** First wait after a delivery failed, ms; it doubles each time up to an hour. */
  retryMs: number;
  /** Runs a piece of work and says what went wrong with it. */
  attempt: (work: () => Promise<void>) => Promise<void>;
  ending: AbortSignal;
}

/** Tells webhooks what changed. */
interface TellChanges {
  /** Says that there is something to be told. */
  wake(): void;
  /** Resolves when all has ended, after `ending`. */
  ended: Promise<void>;
}

/** Changes told at one go, and webhooks spoken to at a time. */
const batch = 100;
const atOnce = 32;
/** Tries before a change is given up: about a day of them. */
const mostTries = 30;
const longestMs = 3_600_000;
/** Failures in a row after which a webhook is left alone for a moment, and for how long at most. */
const patience = 3;
const longestHoldMs = 60_000;

const backoff = (attempts: number, firstMs: number, most: number): number =>
  Math.min(most, firstMs * 2 ** Math.min(attempts, 30));

const nothing = (): void => undefined;

/** A webhook: one request at a time, whoever else waits. */
interface Lane {
  busy: boolean;
  failures: number;
  heldUntil: number;
}

/**
 * Tells webhooks what waits to be told, each segment in a lane of its own: one that hangs or refuses holds
 * up no other, and in a lane one that is refused holds up that person only.
 */
export function tellChanges(options: TellOptions): TellChanges {
  const { membership, watched, clock, log, allowPrivate, lookMs, retryMs, attempt, ending } =
    options;
  const lanes = new Map<string, Lane>();
  const running = new Set<Promise<void>>();
  let mayWait = true;
  let nextAt = Infinity;
  let rise = nothing;

  const wake = (): void => {
    mayWait = true;
    rise();
  };

  /** @returns whether the receiver took them */
  async function tell(waiting: WaitingChanges, to: WatchedSegment | undefined): Promise<boolean> {
    const { site, segment, changes, attempts } = waiting;
    if (!to) {
      await membership.told(waiting, { error: 'The webhook was removed.', retryAt: undefined });
      return true;
    }
    let error: string;
    try {
      const status = await postSigned({
        url: to.webhook.url,
        signingKey: to.signingKey,
        body: JSON.stringify({ site, changes } satisfies SegmentDelivery),
        allowPrivate,
        clock,
        signal: ending,
      });
      if (status >= 200 && status < 300) {
        await membership.told(waiting, { delivered: true });
        return true;
      }
      error = answeredBadly(status);
    } catch (failure) {
      if (ending.aborted) return false;
      // What the network says of an address: nothing about people.
      error = failure instanceof Error ? failure.message : 'It did not answer.';
    }
    const isLast = attempts + 1 >= mostTries;
    const retryAt = clock() + backoff(attempts, retryMs, longestMs);
    await membership.told(waiting, { error, retryAt: isLast ? undefined : retryAt });
    if (attempts === 0 || isLast) {
      log(
        `The webhook of @${segment} (${site}) ${isLast ? 'was given up' : 'is tried again'}: ${error}`,
      );
    }
    return false;
  }

  async function run(
    lane: Lane,
    batches: readonly WaitingChanges[],
    to: WatchedSegment | undefined,
  ): Promise<void> {
    for (const waiting of batches) {
      if (ending.aborted) return;
      if (await tell(waiting, to)) lane.failures = 0;
      else if (++lane.failures >= patience) {
        lane.heldUntil = clock() + backoff(lane.failures - patience, retryMs, longestHoldMs);
        return;
      }
    }
  }

  async function begin(): Promise<void> {
    mayWait = false;
    const waiting = await membership.waiting(batch);
    nextAt = waiting.nextAt ?? Infinity;
    if (waiting.due.length === 0) return;
    const segments = await watched();
    const byLane = new Map<string, WaitingChanges[]>();
    for (const each of waiting.due) {
      const name = `${each.site} ${each.segment}`;
      byLane.set(name, [...(byLane.get(name) ?? []), each]);
    }
    for (const [name, batches] of byLane) {
      const lane = lanes.get(name) ?? { busy: false, failures: 0, heldUntil: 0 };
      lanes.set(name, lane);
      if (lane.busy || lane.heldUntil > clock() || running.size >= atOnce) continue;
      const to = segments.find(({ site, key }) => name === `${site} ${key}`);
      lane.busy = true;
      const work = attempt(() => run(lane, batches, to)).finally(() => {
        lane.busy = false;
        running.delete(work);
        wake();
      });
      running.add(work);
    }
  }

  ending.addEventListener('abort', () => rise(), { once: true });
  const ended = (async () => {
    while (!ending.aborted) {
      if (mayWait || clock() >= nextAt) await attempt(begin);
      if (mayWait || ending.aborted) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(lookMs, 500));
        timer.unref();
        rise = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    await Promise.all(running);
  })();

  return { wake, ended };
}
