import { IDBFactory } from 'fake-indexeddb';
import { vi } from 'vitest';
import { createDatabase } from '../database.ts';
import { createDelivery } from '../delivery.ts';
import { createIdentity, nextVisit } from '../identity.ts';
import { createQueue } from '../queue.ts';
import type { Queue } from '../queue.ts';
import { createEmitter } from '../signals.ts';
import { createUuid } from '../uuid.ts';
import { createEnvelope } from '../wire.ts';
import type { Service } from './service.ts';

const start = 1_795_000_000_000;
const never = new Promise<never>(() => {});

/** As `localStorage`: what is stored are its own keys. */
export const createStorage = (full: () => boolean = () => false) => {
  const disk = new Map<string, string>();
  return new Proxy(
    {
      getItem: (key: string) => disk.get(key) ?? null,
      setItem(key: string, value: string) {
        if (full()) throw new DOMException('full', 'QuotaExceededError');
        disk.set(key, value);
      },
      removeItem: (key: string) => void disk.delete(key),
    },
    {
      get: (own, key: string) => disk.get(key) ?? Reflect.get(own, key),
      ownKeys: () => [...disk.keys()],
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    },
  );
};

// The types of Node are kept out of this package.
const { setImmediate } = globalThis as unknown as { setImmediate(run: () => void): void };

/** Lets everything run that waits for no timer. */
export const settle = async (turns = 30) => {
  for (let turn = 0; turn < turns; turn++)
    await new Promise<void>((resolve) => setImmediate(resolve));
};

/**
 * One person's browser: pages that share a disk, a lock and a clock, and can die at any moment. Takes
 * the place of the global timers and of IndexedDB.
 */
export function createDevice(service: Service) {
  const device = {
    now: start,
    online: true,
    random: 0.5,
    /** Neither store takes anything more. */
    full: false,
    requests: 0,
    /** IndexedDB never answers while this is set. */
    hang(hung: boolean) {
      vi.stubGlobal('indexedDB', hung ? { open: () => ({}), deleteDatabase: () => ({}) } : factory);
    },
    open,
    /** Time goes by, timer after timer: the disk is always quicker than the clock. */
    async pass(ms: number) {
      const end = clock + ms;
      for (;;) {
        await settle(20);
        const next = [...timers].filter((timer) => timer.at <= end).sort((x, y) => x.at - y.at)[0];
        if (!next) break;
        timers.delete(next);
        device.now += next.at - clock;
        clock = next.at;
        next.run();
      }
      device.now += end - clock;
      clock = end;
    },
  };
  const factory = new IDBFactory();
  /** Since the device was made; the clock on its wall may be set meanwhile. */
  let clock = 0;
  const timers = new Set<{ at: number; run: () => void }>();
  vi.stubGlobal('setTimeout', (run: () => void, ms = 0) => {
    const timer = { at: clock + ms, run };
    timers.add(timer);
    return timer;
  });
  vi.stubGlobal('clearTimeout', (timer: never) => timers.delete(timer));
  const storage = createStorage(() => device.full);
  let turn: Promise<unknown> = Promise.resolve();
  /** Those that are open. */
  const pages = new Set<{ queue: Queue }>();
  device.hang(false);

  function open() {
    let die: () => void;
    const death = new Promise<void>((resolve) => (die = resolve));
    const page = { dead: false };
    const uuid = createUuid(() => crypto.getRandomValues(new Uint8Array(1))[0]!);
    // What a dead page still does reaches nobody.
    const mortal = <T>(task: () => Promise<T>): Promise<T> =>
      page.dead ? never : task().then((value) => (page.dead ? never : value));
    const database = createDatabase('q');
    const identity = createIdentity('k', () => storage);
    const dropped: Record<string, number> = {};
    const emitter = createEmitter(false);
    emitter._on('dropped', ({ reason, count }: { reason: string; count: number }) => {
      dropped[reason] = (dropped[reason] ?? 0) + count;
    });
    const queue = createQueue(
      'q',
      {
        ...database,
        // What had not begun when the page died never happens.
        _run: (task) => mortal(() => database._run((store) => (page.dead ? never : task(store)))),
      },
      () => storage,
      () => uuid(device.now),
      () => device.now,
      (reason, count) => delivery._drop(reason, count),
      (keys) => {
        for (const other of pages) if (other.queue !== queue) other.queue._forget(keys);
      },
    );
    const delivery = createDelivery(
      queue,
      identity,
      emitter,
      createEnvelope('wk', () => device.now),
      (body, keepalive, signal) =>
        mortal(async () => {
          device.requests++;
          if (!device.online) throw new TypeError('offline');
          const aborted = new Promise<never>((_, reject) =>
            signal?.addEventListener('abort', () => reject(new TypeError('aborted'))),
          );
          aborted.catch(() => {});
          if (service.plan[0]?.kind === 'hang') {
            service.plan.shift();
            return aborted;
          }
          // A request that need not outlive its page may die with it, unsent.
          await Promise.resolve();
          if (page.dead && !keepalive) return never;
          return service.send(body);
        }),
      (task) =>
        (turn = turn.then(() =>
          Promise.race([page.dead ? undefined : task(), death]),
        )) as Promise<void>,
      () => device.now,
      () => device.random,
      () => device.online,
    );
    identity._persist(true);
    queue._persist(true);
    identity._write(identity._read() ?? nextVisit(undefined, device.now, () => uuid(device.now)));
    delivery._soon();
    const self = { queue };
    pages.add(self);
    return {
      dropped,
      queue,
      delivery,
      track(size = 0) {
        const id = uuid(device.now);
        const props = { pad: 'x'.repeat(size) };
        queue._add(id, JSON.stringify({ id, name: 'e', at: device.now, anonymousId: 'a', props }));
        delivery._soon();
        return id;
      },
      /** The page goes: what it hands over at its exit is all it can do. */
      leave() {
        delivery._exit();
        page.dead = true;
        pages.delete(self);
        die();
      },
      /** The page dies without a word. */
      kill() {
        page.dead = true;
        pages.delete(self);
        die();
      },
    };
  }
  return device;
}
