import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDatabase } from './database.ts';
import { keyId, queueLimits } from './plan.ts';
import { createQueue } from './queue.ts';
import { createUuid } from './uuid.ts';

const start = 1_795_000_000_000;
let now = start;
let dropped: Record<string, number> = {};
/** Keys that other tabs were told of. */
let told: string[] = [];
const disk = new Map<string, string>();
/** As `localStorage`: what is stored are its own keys. */
const storage = new Proxy(
  {
    getItem: (key: string) => disk.get(key) ?? null,
    setItem: (key: string, value: string) => void disk.set(key, value),
    removeItem: (key: string) => void disk.delete(key),
  },
  {
    get: (own, key: string) => disk.get(key) ?? Reflect.get(own, key),
    ownKeys: () => [...disk.keys()],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  },
);
const random = createUuid(() => crypto.getRandomValues(new Uint8Array(1))[0]!);

const open = (persist = true) => {
  const queue = createQueue(
    'q',
    createDatabase('q'),
    () => storage,
    () => random(now),
    () => now,
    (reason, count) => {
      dropped[reason] = (dropped[reason] ?? 0) + count;
    },
    (keys) => void told.push(...keys),
  );
  if (persist) queue._persist(true);
  return queue;
};
const add = (queue: ReturnType<typeof open>, count: number) =>
  Array.from({ length: count }, () => {
    const id = random(now);
    queue._add(id, JSON.stringify({ id }));
    return id;
  });
const ids = async (queue: ReturnType<typeof open>, count = 10_000) =>
  (await queue._read(count, Infinity)).map((row) => keyId(row[0]));
const databases = async () => (await indexedDB.databases()).map((entry) => entry.name);

beforeEach(() => {
  now = start;
  dropped = {};
  told = [];
  disk.clear();
  vi.stubGlobal('indexedDB', new IDBFactory());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('queue', () => {
  test('what one page keeps the next page finds, in order', async () => {
    const one = open();
    const made = add(one, 5);
    await ids(one);
    const two = open();
    expect(await ids(two)).toEqual(made);
    const rows = await two._read(2, Infinity);
    expect(rows.map((row) => JSON.parse(row[1]) as unknown)).toEqual(
      made.slice(0, 2).map((id) => ({ id })),
    );
  });

  test('a page that is open takes over what another left at its exit, once, and says what may be stored', async () => {
    const [here, other] = [open(), open()];
    await ids(here);
    // The disk does not answer the page that goes.
    vi.stubGlobal('indexedDB', { open: () => ({}), deleteDatabase: () => ({}) });
    const gone = open();
    const left = add(gone, 2);
    const onTheirWay = random(now);
    gone._unsure.add(`${onTheirWay}.9`);
    gone._leave();
    vi.unstubAllGlobals();
    vi.stubGlobal('indexedDB', new IDBFactory());
    expect(disk.size).toBe(1);
    expect(await ids(here)).toEqual(left.slice(-1));
    expect([...here._unsure].map(keyId)).toEqual([onTheirWay]);
    await ids(here);
    expect(disk.size).toBe(0);
    expect(await ids(other)).toEqual(left);
    await here._remove([...here._mine.keys()]);
    expect(await ids(other)).toEqual([]);
  });

  test('what a hidden page leaves while another one throws away its text as taken over is taken over, too', async () => {
    // The disk never answers the page that is hidden.
    vi.stubGlobal('indexedDB', { open: () => ({}), deleteDatabase: () => ({}) });
    const hidden = open();
    vi.stubGlobal('indexedDB', new IDBFactory());
    hidden._leave();
    const other = open();
    const looking = ids(other);
    const left = add(hidden, 1);
    hidden._leave();
    expect(await looking).toEqual([]);
    expect(await ids(other)).toEqual(left);
    await ids(other);
    expect(disk.size).toBe(0);
  });

  test('a text of an exit that is not ours to read stops nothing and goes', async () => {
    const queue = open();
    const made = add(queue, 1);
    disk.set('q:broken', '[["a"],[1');
    disk.set('q:other', '7');
    await ids(queue);
    expect(await ids(queue)).toEqual(made);
    await ids(queue);
    expect(disk.size).toBe(0);
  });

  test('while it is in doubt what is stored already, the newest goes alone, and the caps hold', async () => {
    const queue = open();
    const made = add(queue, queueLimits.count + 10);
    for (const key of [...queue._mine.keys()].slice(0, 55)) queue._unsure.add(key);
    expect(await ids(queue, 50)).toEqual(made.slice(-1));
    expect(dropped).toEqual({ queue_full: 10 });
    expect(queue._unsure.size).toBe(45);
    queue._unsure.clear();
    expect(await ids(queue)).toEqual(made.slice(10));
  });

  test('a page that comes back from a hidden tab leaves nothing behind once it is delivered', async () => {
    const queue = open();
    add(queue, 1);
    queue._leave();
    expect(disk.size).toBe(1);
    await queue._remove((await queue._read(1, Infinity)).map((row) => row[0]));
    expect(disk.size).toBe(0);
  });

  test('other tabs are told what is gone, and what they are told of they forget', async () => {
    const [one, two] = [open(), open()];
    const mine = add(two, 3);
    two._unsure.add([...two._mine.keys()][0]!);
    const keys = (await one._read(2, Infinity)).map((row) => row[0]);
    await one._remove(keys);
    expect(told).toEqual(keys);
    two._forget(told);
    expect([...two._mine.keys()].map(keyId)).toEqual(mine.slice(2));
    expect(two._unsure.size).toBe(0);
  });

  test('what another tab delivered is not asked for either', async () => {
    const [one, two] = [open(), open()];
    const mine = add(one, 3);
    await ids(one);
    for (const key of one._mine.keys()) one._unsure.add(key);
    await two._remove((await two._read(2, Infinity)).map((row) => row[0]));
    await ids(one);
    expect([...one._unsure].map(keyId)).toEqual(mine.slice(2));
  });

  test('a page that takes over what another left, and leaves before the disk answers, leaves its own too', async () => {
    vi.stubGlobal('indexedDB', { open: () => ({}), deleteDatabase: () => ({}) });
    const leave = (count: number) => {
      const gone = open();
      const made = Array.from({ length: count }, () => {
        const id = random(now);
        gone._add(id, JSON.stringify({ id, pad: 'x'.repeat(900) }));
        return id;
      });
      gone._leave();
      return made;
    };
    const made = [...leave(10), ...leave(10)];
    vi.stubGlobal('indexedDB', new IDBFactory());
    expect(await ids(open())).toEqual(made);
  });

  test('what was withdrawn is in no text of an exit', async () => {
    const queue = open(false);
    const [withdrawn] = add(queue, 1);
    queue._mine.clear();
    queue._persist(false);
    queue._persist(true);
    const [given] = add(queue, 1);
    queue._leave();
    const [text] = [...disk.values()];
    expect(text).toContain(given);
    expect(text).not.toContain(withdrawn);
  });

  test('what one tab delivered another neither sends nor holds for its exit', async () => {
    const [one, two] = [open(), open()];
    const mine = add(one, 3);
    await ids(one);
    expect(await ids(two)).toEqual(mine);
    await two._remove((await two._read(2, Infinity)).map((row) => row[0]));
    expect(await ids(one)).toEqual(mine.slice(2));
    expect([...one._mine.keys()].map(keyId)).toEqual(mine.slice(2));
  });

  test('what comes in while rows are read or removed stays, and what is not there can be removed', async () => {
    const queue = open();
    const made = add(queue, 3);
    const reading = queue._read(2, Infinity);
    made.push(...add(queue, 1));
    const taken = (await reading).map((row) => row[0]);
    const removing = queue._remove(taken);
    made.push(...add(queue, 1));
    await removing;
    await queue._remove([...taken, 'never there.1']);
    expect(await ids(queue)).toEqual(made.slice(2));
    expect(await ids(open())).toEqual(made.slice(2));
  });

  test('keeps the newest thousand and says how many it gave up', async () => {
    const queue = open();
    const made = add(queue, queueLimits.count + 100);
    expect(await ids(queue)).toEqual(made.slice(100));
    expect(dropped).toEqual({ queue_full: 100 });
    expect(await ids(open())).toEqual(made.slice(100));
  });

  test('gives up what is older than a week', async () => {
    const queue = open();
    add(queue, 2);
    // Ids of one page may run ahead of the clock by a millisecond each.
    now += queueLimits.ageMs + 10_000;
    const young = add(queue, 1);
    expect(await ids(queue)).toEqual(young);
    expect(dropped).toEqual({ expired: 2 });
  });

  test('memory only: works the same and leaves no database', async () => {
    const queue = open(false);
    const made = add(queue, 3);
    expect(await ids(queue)).toEqual(made);
    await queue._remove((await queue._read(1, Infinity)).map((row) => row[0]));
    expect(await ids(queue)).toEqual(made.slice(1));
    expect(await databases()).toEqual([]);
  });

  test('moves to disk when storage is allowed, and off it when it no longer is', async () => {
    const queue = open(false);
    const made = add(queue, 2);
    queue._persist(true);
    expect(await ids(queue)).toEqual(made);
    expect(await ids(open())).toEqual(made);
    queue._persist(false);
    expect(await ids(queue)).toEqual(made);
    await vi.waitFor(async () => expect(await databases()).toEqual([]));
  });

  test('a closed connection is opened again', async () => {
    const queue = open();
    const first = add(queue, 1);
    await ids(queue);
    // Another tab deletes the database: this connection closes itself for it.
    await new Promise((resolve) => {
      indexedDB.deleteDatabase('q').onsuccess = resolve;
    });
    const second = add(queue, 1);
    expect(await ids(queue)).toEqual(second);
    expect(await ids(open())).toEqual(second);
    expect(first).not.toEqual(second);
  });

  test.each([
    [
      'throws',
      () => {
        throw new DOMException('denied', 'SecurityError');
      },
    ],
    [
      'fails',
      () => {
        const request = { error: new DOMException('denied', 'UnknownError') } as IDBOpenDBRequest;
        queueMicrotask(() => request.onerror?.(new Event('error')));
        return request;
      },
    ],
  ])('goes on in memory where opening %s', async (_how, opener) => {
    vi.stubGlobal('indexedDB', { open: opener, deleteDatabase: opener });
    const queue = open();
    const made = add(queue, 3);
    expect(await ids(queue)).toEqual(made);
    await queue._remove((await queue._read(1, Infinity)).map((row) => row[0]));
    expect(await ids(queue)).toEqual(made.slice(1));
    queue._persist(false);
  });

  test('goes on in memory where opening never answers', async () => {
    vi.useFakeTimers();
    vi.stubGlobal('indexedDB', { open: () => ({}), deleteDatabase: () => ({}) });
    const queue = open();
    const made = add(queue, 3);
    const found = ids(queue);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await found).toEqual(made);
    // The database answers after all: what it missed is written.
    vi.stubGlobal('indexedDB', new IDBFactory());
    const again = ids(queue);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await again).toEqual(made);
    vi.useRealTimers();
    await ids(queue);
    expect(await ids(open())).toEqual(made);
  });

  test('an event that could not be written for want of space is sent from memory', async () => {
    const queue = open();
    const made = add(queue, 2);
    await ids(queue);
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const late = add(queue, 1);
    expect(await ids(queue)).toEqual([...made, ...late]);
    put.mockRestore();
  });
});
