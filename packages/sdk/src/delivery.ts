import type { BatchAnswer } from '@touchtrail/contract';
import { backoff } from './backoff.ts';
import type { Identity, Shared } from './identity.ts';
import { cut, keyId } from './plan.ts';
import { exitBytes } from './queue.ts';
import type { Queue, Row } from './queue.ts';
import type { Emitter } from './signals.ts';

/** Most events in a request. */
export const batchEvents = 50;
/** Most bytes in a request. */
export const batchBytes = 60_000;
const exitPieces = 3;
const collectMs = 1_000;
const hangMs = 30_000;
const envelopeBytes = 300;

/** Makes the body of a request from rows, whose events are JSON already. */
export type Envelope = (
  rows: readonly Row[],
  dropped?: Record<string, number>,
  ask?: string[],
) => string;
/** Posts a body. `keepalive` lets it outlive the page, at `exit` by whatever the browser has. */
export type Send = (
  body: string,
  keepalive: boolean,
  signal?: AbortSignal,
  exit?: boolean,
) => Promise<Response>;

/** Takes rows from the queue to the service. */
export interface Delivery {
  /** Sends soon, together with what comes in the meantime. */
  _soon(): void;
  /** Sends now. Resolves when the queue is empty or the attempt failed. */
  _flush(): Promise<void>;
  /** The network is back: forget the wait. */
  _wake(): void;
  /** The page may die: hands what this page made to the browser. */
  _exit(): void;
  /** Stops what is under way. */
  _abort(): void;
  /** Counts events given up; the count travels with the next batch. */
  _drop(reason: string, count: number): void;
}

/**
 * @param lock runs one task at a time among all tabs.
 * @param now clock, epoch ms.
 * @param random in [0, 1).
 * @param online whether there is a network at all.
 */
// One by one and not as an object: names of properties would be a fiftieth of the script.
// oxlint-disable-next-line max-params
export function createDelivery(
  queue: Queue,
  identity: Identity,
  emitter: Emitter,
  envelope: Envelope,
  send: Send,
  lock: (task: () => Promise<void>) => Promise<void>,
  now: () => number,
  random: () => number,
  online: () => boolean,
): Delivery {
  const unsure = queue._unsure;
  let dropped: Record<string, number> = {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let exits: Promise<unknown> = Promise.resolve();
  let controller = new AbortController();
  /** The service does not know this page: trying again would not help, keeping the queue does. */
  let refused = false;

  const drop = (reason: string, count: number) => {
    dropped[reason] = (dropped[reason] ?? 0) + count;
    emitter._emit('dropped', { reason, count });
  };

  /** Notes for all tabs how many deliveries failed in a row and when the next may be tried. */
  const mark = (f: number, w: number) => {
    const state = identity._read();
    if (state && (f || state.f)) identity._write({ ...state, f, w, b: now() + w });
  };

  const fail = (status: number, retryAfter?: string | null) => {
    emitter._emit('error', { message: 'failed', status });
    // One more than there were, if any.
    const failures = -~(identity._read()?.f as number);
    mark(failures, backoff(failures, random(), retryAfter, now()));
    if (/40[13]/.test(status as never)) {
      refused = true;
      console.warn('touchtrail: data-site', status);
    }
  };

  /** Milliseconds until the next try is allowed; shared by all tabs. */
  const wait = () => {
    const { b, w } = (identity._read() ?? {}) as Required<Shared>;
    // No number as long as nothing failed, and so not above 0.
    const left = b - now();
    // More is left than there was to wait: the clock was set back. Fractions of a ms get lost on the way.
    return left > w + 1 ? 0 : left;
  };

  const abort = () => {
    controller.abort();
    controller = new AbortController();
  };

  /** Sends rows, unless consent was withdrawn since `under`; true when the next may follow. Never rejects. */
  const post = async (rows: readonly Row[], exit = false, under = controller): Promise<boolean> => {
    const keys = rows.map((row) => row[0]);
    const counts = dropped;
    dropped = {};
    const asked = [...unsure].slice(0, batchEvents);
    const hang = setTimeout(abort, hangMs);
    let going = false;
    let half = 0;
    let response: Response | undefined;
    try {
      const body = envelope(rows, counts, asked.map(keyId));
      // Small requests outlive the page.
      const keepalive = exit || body.length < exitBytes + envelopeBytes;
      if (keepalive) for (const key of keys) unsure.add(key);
      response = await send(body, keepalive, under.signal, exit);
      const { ok, status } = response;
      // 422: each event was checked alone and all were refused.
      const split = /4(00|13|22)/.test(status as never);
      if (ok || status === 422) {
        const answer = (await response.json().catch(() => ({}))) as Partial<BatchAnswer>;
        for (const refusal of answer.rejected ?? []) emitter._emit('rejected', refusal);
        if (ok) emitter._emit('sent', { ...answer, ids: keys.map(keyId) });
        else drop('refused', keys.length);
        // What it does not know is sent with the next batch.
        const known = asked.filter((key) => answer.known?.includes(keyId(key)));
        for (const key of asked) unsure.delete(key);
        mark(0, 0);
        await queue._remove(keys.concat(known));
        going = true;
      } else if (split) {
        // Too large, or one event poisons it: halves, until that stands alone.
        half = keys.length >> 1;
        if (!half) {
          drop('refused', 1);
          await queue._remove(keys);
          going = true;
        }
      } else fail(status, response.headers.get('retry-after'));
    } catch {
      // No answer, as of each beacon, is not a failure: it may be stored.
      for (const key of keys) unsure.add(key);
      fail(0);
      // The next to try may be another tab.
      queue._leave();
    }
    // Counts that were not received travel again.
    if (!response?.ok) {
      for (const reason in counts) dropped[reason] = (dropped[reason] ?? 0) + counts[reason]!;
    }
    clearTimeout(hang);
    if (response) for (const key of keys) unsure.delete(key);
    return half
      ? (await post(rows.slice(0, half), exit, under)) && post(rows.slice(half), exit, under)
      : going;
  };

  const drain = async () => {
    await exits;
    for (;;) {
      // Rows read before a withdrawal must not leave after it.
      const before = controller;
      const rows = await queue._read(batchEvents, batchBytes);
      if (
        !rows.length ||
        refused ||
        !online() ||
        wait() > 0 ||
        !(await post(rows, false, before))
      ) {
        break;
      }
    }
    const left = wait();
    if (left > 0) later(left);
  };

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    // Whoever asks while a drain ends wants one more look.
    return running
      ? running.then(flush)
      : (running = lock(drain).finally(() => (running = undefined)));
  };

  const later = (ms: number) => {
    timer ??= setTimeout(flush, ms);
  };

  return {
    _soon: () => (queue._mine.size % batchEvents ? later(collectMs) : void flush()),
    _flush: flush,
    _wake() {
      mark(0, 0);
      void flush();
    },
    _exit() {
      const mine = queue._mine;
      let keys = [...mine.keys()].filter((key) => !unsure.has(key));
      const sent: Promise<unknown>[] = [];
      for (let piece = 0; keys.length && piece < exitPieces; piece++) {
        if (refused || !online()) break;
        const head = cut(keys, batchEvents, exitBytes);
        keys = keys.slice(head.length);
        sent.push(
          post(
            head.map((key): Row => [key, mine.get(key)!]),
            true,
          ),
        );
      }
      // Not to what it waited for, or a page that lives long keeps them all.
      exits = exits.then(() => Promise.all(sent));
      queue._leave();
    },
    _abort() {
      abort();
      clearTimeout(timer);
      timer = undefined;
      dropped = {};
    },
    _drop: drop,
  };
}
