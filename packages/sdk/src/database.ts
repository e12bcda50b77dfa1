// oxlint-disable unicorn/prefer-add-event-listener -- nobody else listens here, and it is a third of the text
/** IndexedDB that never rejects and never hangs: `undefined` means it did not work. */
export interface Database {
  _run<T>(task: (store: IDBObjectStore) => Promise<T> | T): Promise<T | undefined>;
  /** Removes the whole database, waiting for what runs. May throw where there is none. */
  _delete(): void;
}

const timeoutMs = 1_000;

/** The result of a request, or the end of a transaction. */
export const done = <T>(it: IDBRequest<T> | IDBTransaction): Promise<T> =>
  new Promise((resolve, reject) => {
    const request = it as IDBRequest<T> & IDBTransaction;
    request.oncomplete = request.onsuccess = () => resolve(request.result);
    request.onabort = request.onerror = () => reject(request.error);
  });

/**
 * @param name of the database.
 * @see https://github.com/jakearchibald/idb-keyval/issues/120 opens that hang, hence the time-out
 */
export const createDatabase = (name: string): Database => {
  let opening: Promise<IDBDatabase> | undefined;

  const open = async () => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.result.createObjectStore('q');
    const database = await done(request);
    // A browser may close a connection (Safari does so in the background), and another tab may want
    // to delete the database because consent was withdrawn: the next task opens a fresh one.
    database.onclose = database.onversionchange = () => {
      database.close();
      opening = undefined;
    };
    return database;
  };

  return {
    _run(task) {
      const attempt = async () =>
        task((await (opening ??= open())).transaction('q', 'readwrite').objectStore('q'));
      return new Promise((resolve) => {
        // The page goes on in memory, and asks for a fresh connection the next time.
        const fail = () => {
          opening = undefined;
          resolve(undefined);
        };
        const timer = setTimeout(fail, timeoutMs);
        attempt()
          .then(resolve, fail)
          .finally(() => clearTimeout(timer));
      });
    },
    _delete() {
      opening = undefined;
      indexedDB.deleteDatabase(name);
    },
  };
};
