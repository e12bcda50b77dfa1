import { createStore } from 'idb-keyval';
import type { UseStore } from 'idb-keyval';

/** IndexedDB that never rejects and never hangs: `undefined` means it did not work. */
export interface Database {
  _run<T>(
    mode: IDBTransactionMode,
    task: (store: IDBObjectStore) => Promise<T> | T,
  ): Promise<T | undefined>;
  /** Removes the whole database, waiting for what runs. */
  _delete(): void;
}

const timeoutMs = 1_000;

/**
 * @param name of the database.
 * @see https://github.com/jakearchibald/idb-keyval/issues/120 opens that hang, hence the time-out
 */
export function createDatabase(name: string): Database {
  let use: UseStore | undefined;
  let hung = false;
  return {
    async _run(mode, task) {
      if (hung) return undefined;
      const attempt = async () =>
        (use ??= createStore(name, 'q'))(mode, (store) => {
          // Lets another tab delete the database when consent is withdrawn.
          store.transaction.db.onversionchange = (event) => (event.target as IDBDatabase).close();
          return task(store);
        });
      let waiting = true;
      return Promise.race([
        attempt()
          // A connection can be closed under us (Safari does so in the background): one fresh one,
          // but never after a withdrawal has deleted the database.
          .catch(() => {
            if (!use) return undefined;
            use = undefined;
            return attempt();
          })
          .catch(() => undefined)
          .finally(() => {
            hung = waiting = false;
          }),
        new Promise<undefined>((resolve) =>
          setTimeout(() => {
            // The page goes on in memory; should the answer come after all, so does the database.
            hung ||= waiting;
            resolve(undefined);
          }, timeoutMs),
        ),
      ]);
    },
    _delete() {
      use = undefined;
      try {
        indexedDB.deleteDatabase(name);
      } catch {}
    },
  };
}
