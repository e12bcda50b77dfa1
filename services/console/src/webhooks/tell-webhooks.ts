import type { Background } from '../background.ts';
import { postOnce } from './post-once.ts';
import type { SignedPost } from './post-signed.ts';

/** Where something is told, and what it is signed with. */
type Target = Pick<SignedPost, 'url' | 'signingKey'>;

/** What waits to be told to one webhook at one go. */
interface Waiting {
  /** Times it was tried. */
  attempts: number;
}

interface TellOptions<Item extends Waiting> {
  /** What is due now; `nextAt` (epoch ms): look again then, undefined: when woken. */
  waiting: () => Promise<{ due: readonly Item[]; nextAt: number | undefined }>;
  /** Notes how telling went. `retryAt` is epoch ms; without it the item is given up. */
  told: (
    item: Item,
    outcome: { delivered: true } | { error: string; retryAt: number | undefined },
  ) => Promise<void>;
  /** Names the webhook that an item is for, as `targets` does. */
  laneOf: (item: Item) => string;
  /** The webhooks there are now. */
  targets: () => Promise<ReadonlyMap<string, Target>>;
  bodyOf: (item: Item) => string;
  /** What the log calls the webhook of an item. */
  titleOf: (item: Item) => string;
  clock: () => number;
  log: (line: string) => void;
  /** Whether webhooks may have addresses of private networks. */
  allowPrivate: boolean;
  /** Longest pause between two looks at what waits, ms. */
  lookMs: number;
  /** First wait after a delivery failed, ms; it doubles each time up to an hour. */
  retryMs: number;
  background: Pick<Background, 'attempt' | 'ending'>;
}

/** Tells webhooks what waits. */
interface Teller {
  /** Says that there is something to be told. */
  wake(): void;
  /** Resolves when all has ended, after `ending`. */
  ended: Promise<void>;
}

/** Webhooks spoken to at a time. */
const atOnce = 32;
/** Tries before something is given up: about a day of them. */
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
 * Tells webhooks what waits to be told, signed, until it is taken. Each has a lane of its own: one that
 * hangs or refuses holds up no other, and in a lane what is refused holds up that item only.
 */
export function tellWebhooks<Item extends Waiting>(options: TellOptions<Item>): Teller {
  const { laneOf, clock, log, allowPrivate, lookMs, retryMs } = options;
  const { attempt, ending } = options.background;
  const lanes = new Map<string, Lane>();
  const running = new Set<Promise<void>>();
  let mayWait = true;
  let nextAt = Infinity;
  let rise = nothing;

  const wake = (): void => {
    mayWait = true;
    rise();
  };

  /** @returns whether the receiver took it */
  async function tell(item: Item, to: Target | undefined): Promise<boolean> {
    if (!to) {
      await options.told(item, { error: 'The webhook was removed.', retryAt: undefined });
      return true;
    }
    const body = options.bodyOf(item);
    const error = await postOnce({ ...to, body, allowPrivate, clock, signal: ending });
    if (error === null) {
      await options.told(item, { delivered: true });
      return true;
    }
    // Cut off: nobody knows what the receiver would have said.
    if (ending.aborted) return false;
    const { attempts } = item;
    const isLast = attempts + 1 >= mostTries;
    const retryAt = clock() + backoff(attempts, retryMs, longestMs);
    await options.told(item, { error, retryAt: isLast ? undefined : retryAt });
    if (attempts === 0 || isLast) {
      log(`${options.titleOf(item)} ${isLast ? 'was given up' : 'is tried again'}: ${error}`);
    }
    return false;
  }

  async function run(lane: Lane, items: readonly Item[], to: Target | undefined): Promise<void> {
    for (const item of items) {
      if (ending.aborted) return;
      if (await tell(item, to)) lane.failures = 0;
      else if (++lane.failures >= patience) {
        lane.heldUntil = clock() + backoff(lane.failures - patience, retryMs, longestHoldMs);
        return;
      }
    }
  }

  async function begin(): Promise<void> {
    mayWait = false;
    // Where asking fails, nobody may wake this for a day: it is asked again.
    nextAt = 0;
    const waiting = await options.waiting();
    nextAt = waiting.nextAt ?? Infinity;
    if (waiting.due.length === 0) return;
    const targets = await options.targets();
    const byLane = new Map<string, Item[]>();
    for (const item of waiting.due) {
      const name = laneOf(item);
      byLane.set(name, [...(byLane.get(name) ?? []), item]);
    }
    for (const [name, items] of byLane) {
      const lane = lanes.get(name) ?? { busy: false, failures: 0, heldUntil: 0 };
      lanes.set(name, lane);
      if (lane.busy || lane.heldUntil > clock() || running.size >= atOnce) continue;
      lane.busy = true;
      const work = attempt(() => run(lane, items, targets.get(name))).finally(() => {
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
