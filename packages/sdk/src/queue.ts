import { promisifyRequest } from 'idb-keyval';
import type { Database } from './database.ts';
import { plan, queueKey } from './plan.ts';

/** A queued event: key and JSON text. */
export type Row = readonly [key: string, json: string];

/** Events that the service has not acknowledged, oldest first. */
export interface Queue {
  /** Keeps an event, and begins to write it to disk in the same breath. */
  _add(id: string, json: string): void;
  /** The next rows to send; gives up what is over the caps. */
  _read(count: number, bytes: number): Promise<Row[]>;
  /** Forgets rows. */
  _remove(keys: readonly string[]): Promise<void>;
  /** What this page made and nobody acknowledged: known without asking the disk, for the exit. */
  _mine(): Map<string, string>;
  /** Whether events may be kept on disk: what is in memory moves there, or the disk is cleared. */
  _persist(allowed: boolean): void;
}

const trimEvery = 32;

/**
 * @param database keeps rows over page loads and shares them among tabs.
 * @param now clock, epoch ms.
 * @param dropped is told how many events were given up and why.
 */
export function createQueue(
  database: Database,
  now: () => number,
  dropped: (reason: string, count: number) => void,
): Queue {
  const mine = new Map<string, string>();
  const unsaved = new Set<string>();
  let persist = false;
  let adds = 0;
  let writing: Promise<unknown> = Promise.resolve();

  const save = async (key: string, json: string) => {
    unsaved.add(key);
    const saved =
      persist &&
      (await database._run('readwrite', (store) => {
        store.put(json, key);
        return promisifyRequest(store.transaction).then(() => true);
      }));
    if (saved) unsaved.delete(key);
  };

  /** Saves without waiting; a look at the queue waits for all that is being saved. */
  const keep = (key: string, json: string) => {
    const before = writing;
    writing = save(key, json).then(() => before);
  };

  const forget = (keys: readonly string[]) => {
    for (const key of keys) {
      mine.delete(key);
      unsaved.delete(key);
    }
  };

  const look = async (count: number, bytes: number): Promise<Row[]> => {
    await writing;
    const read = async (store?: IDBObjectStore): Promise<Row[]> => {
      const keys = new Set(
        store ? ((await promisifyRequest(store.getAllKeys())) as string[]) : mine.keys(),
      );
      for (const key of mine.keys()) {
        if (unsaved.has(key)) keys.add(key);
        // Gone from disk: another tab has delivered it.
        else if (!keys.has(key)) mine.delete(key);
      }
      const { _batch: batch, _gone: gone } = plan([...keys].sort(), now(), count, bytes);
      // In the same transaction, so that no two looks give up the same event.
      for (const [reason, list] of Object.entries(gone)) {
        if (list.length) dropped(reason, list.length);
        for (const key of list) store?.delete(key);
        forget(list);
      }
      return Promise.all(
        batch.map(async (key): Promise<Row> => [
          key,
          mine.get(key) ?? (await promisifyRequest<string>(store!.get(key))),
        ]),
      );
    };
    return (persist && (await database._run('readwrite', read))) || read();
  };

  return {
    _add(id, json) {
      const key = queueKey(id, new TextEncoder().encode(json).length);
      mine.set(key, json);
      keep(key, json);
      if (!(++adds % trimEvery)) void look(0, 0);
    },
    _read: look,
    async _remove(keys) {
      forget(keys);
      if (!persist) return;
      await database._run('readwrite', (store) => {
        for (const key of keys) store.delete(key);
        return promisifyRequest(store.transaction);
      });
    },
    _mine: () => mine,
    _persist(allowed) {
      if (persist && allowed) return;
      persist = allowed;
      if (!allowed) database._delete();
      for (const [key, json] of mine) keep(key, json);
    },
  };
}
