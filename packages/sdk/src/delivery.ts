import type { BatchAnswer } from '@touchtrail/contract';
import { backoff, retryCapMs } from './backoff.ts';
import type { Identity } from './identity.ts';
import { cut, keyId } from './plan.ts';
import type { Queue, Row } from './queue.ts';
import type { Emitter } from './signals.ts';

/** Most events in a request. */
export const batchEvents = 50;
/** Most bytes in a request. */
export const batchBytes = 60_000;
/** Most bytes in a request that must outlive the page: the browser's budget of 64 KiB is shared by all scripts. */
export const exitBytes = 16_000;
const exitPieces = 3;
const collectMs = 1_000;
const hangMs = 30_000;
const envelopeBytes = 300;

/** Makes the body of a request from rows, whose events are JSON already. */
export type Envelope = (rows: readonly Row[], dropped?: Record<string, number>) => string;
/** Posts a body. `keepalive` lets it outlive the page. */
export type Send = (body: string, keepalive: boolean, signal?: AbortSignal) => Promise<Response>;

/** What the sender needs from the outside. */
export interface DeliveryDeps {
  _envelope: Envelope;
  _queue: Queue;
  _identity: Identity;
  _emitter: Emitter;
  /** Runs one task at a time among all tabs. */
  _lock: (task: () => Promise<void>) => Promise<void>;
  _now: () => number;
  _random: () => number;
  _send: Send;
  /** Sends a body of which no answer will be seen; false when refused. For browsers without keepalive. */
  _beacon: ((body: string) => boolean) | undefined;
  _online: () => boolean;
}

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

const nothing = () => undefined;

/** @param deps see {@link DeliveryDeps} */
export function createDelivery(deps: DeliveryDeps): Delivery {
  const { _queue: queue, _identity: identity, _emitter: emitter, _now: now } = deps;
  let limit = batchEvents;
  let dropped: Record<string, number> = {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let exits: Promise<unknown> = Promise.resolve();
  const leaving = new Set<string>();
  let controller = new AbortController();

  const drop = (reason: string, count: number) => {
    dropped[reason] = (dropped[reason] ?? 0) + count;
    emitter._emit('dropped', { reason, count });
  };

  /** Notes for all tabs how many deliveries failed in a row and when the next may be tried. */
  const mark = (f: number, b: number) => {
    const state = identity._read();
    if (state) identity._write({ ...state, f, b });
  };

  const fail = (status: number, retryAfter: string | null = null) => {
    emitter._emit('error', { message: 'not delivered', status });
    const failures = (identity._read()?.f ?? 0) + 1;
    mark(failures, now() + backoff(failures, deps._random(), retryAfter));
  };

  /** Milliseconds until the next try is allowed; shared by all tabs. */
  const wait = () => {
    const left = (identity._read()?.b ?? 0) - now();
    // Beyond the cap the clock was set, not the wait.
    return left > retryCapMs ? 0 : left;
  };

  const settle = async (rows: readonly Row[], response: Response) => {
    const { status } = response;
    const keys = rows.map((row) => row[0]);
    if (response.ok || status === 422) {
      // 422: each event was checked alone and all were refused.
      await queue._remove(keys);
      mark(0, 0);
      limit = Math.min(batchEvents, limit * 2);
      const answer = (await response.json().catch(() => ({}))) as Partial<BatchAnswer>;
      for (const refused of answer.rejected ?? []) emitter._emit('rejected', refused);
      if (response.ok) {
        emitter._emit('sent', {
          ids: keys.map(keyId),
          accepted: answer.accepted ?? keys.length,
          duplicates: answer.duplicates ?? 0,
        });
      } else drop('refused', keys.length);
    } else if (status === 400 || status === 413) {
      // One poisoned event must not hold up the others: halve until it stands alone.
      if (rows.length > 1) limit = rows.length >> 1;
      else {
        await queue._remove(keys);
        drop('refused', 1);
      }
    } else {
      fail(status, response.headers.get('retry-after'));
      return false;
    }
    return true;
  };

  const abort = () => {
    controller.abort();
    controller = new AbortController();
  };

  /** Sends rows; true when the next may follow. Never rejects. */
  const post = async (rows: readonly Row[], { signal } = controller): Promise<boolean> => {
    const counts = dropped;
    dropped = {};
    const hang = setTimeout(abort, hangMs);
    let going = false;
    let response: Response | undefined;
    try {
      const body = deps._envelope(rows, counts);
      // Small requests outlive the page.
      const keepalive = body.length < exitBytes + envelopeBytes;
      if (keepalive) for (const row of rows) leaving.add(row[0]);
      response = await deps._send(body, keepalive, signal);
      going = await settle(rows, response);
    } catch {
      fail(0);
    }
    // Counts that were not received travel again.
    if (!response?.ok) {
      for (const reason in counts) dropped[reason] = (dropped[reason] ?? 0) + counts[reason]!;
    }
    clearTimeout(hang);
    for (const row of rows) leaving.delete(row[0]);
    return going;
  };

  const drain = async () => {
    await exits;
    let going = true;
    while (going && deps._online() && wait() <= 0) {
      // Rows read before a withdrawal must not leave after it.
      const before = controller;
      const rows = await queue._read(limit, batchBytes);
      if (!rows.length) break;
      going = await post(rows, before);
    }
    const left = wait();
    if (left > 0) later(left);
    else if (!going) later(hangMs);
  };

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    // Whoever asks while a drain ends wants one more look.
    if (running) return running.then(flush);
    const ended = () => void (running = undefined);
    running = deps._lock(drain).then(ended, ended);
    return running;
  };

  const later = (ms: number) => {
    timer ??= setTimeout(flush, ms);
  };

  return {
    _soon: () => (queue._mine().size % batchEvents ? later(collectMs) : void flush()),
    _flush: flush,
    _wake() {
      mark(0, 0);
      void flush();
    },
    _exit() {
      if (!deps._online()) return;
      const mine = queue._mine();
      let keys = [...mine.keys()].filter((key) => !leaving.has(key));
      const sent: Promise<unknown>[] = [exits];
      for (let piece = 0; keys.length && piece < exitPieces; piece++) {
        const head = cut(keys, batchEvents, exitBytes);
        keys = keys.slice(head.length);
        const rows = head.map((key): Row => [key, mine.get(key)!]);
        // No answer comes back from a beacon: the rows stay and the service knows their ids.
        if (deps._beacon) {
          if (deps._beacon(deps._envelope(rows))) {
            for (const key of head) leaving.add(key);
          }
        } else sent.push(post(rows));
      }
      exits = Promise.all(sent).then(nothing);
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
