import { done } from './database.ts';
import type { Database } from './database.ts';
import type { TextStore } from './identity.ts';
import { cut, plan } from './plan.ts';

/** A queued event: key and JSON text. */
export type Row = readonly [key: string, json: string];

/** Events that the service has not acknowledged, oldest first. */
export interface Queue {
  /** Keeps an event, and begins to write it to disk in the same breath. */
  _add(id: string, json: string): void;
  /** The next rows to send; gives up what is over the caps. While some are unsure, only the newest row. */
  _read(count: number, bytes: number): Promise<Row[]>;
  /** Forgets rows, here and on disk, and tells other tabs. */
  _remove(keys: readonly string[]): Promise<void>;
  /** Forgets rows that another tab has delivered. */
  _forget(keys: readonly string[]): void;
  /** What this page made and nobody acknowledged: known without asking the disk, for the exit. */
  _mine: Map<string, string>;
  /**
   * Keys that were sent, by this page or an earlier one, without an answer so far: they may be stored
   * already, so the service is asked first.
   */
  _unsure: Set<string>;
  /**
   * The page may die now: what is not on disk yet goes to one bounded text that is written at once,
   * for the next page to take over, together with the keys that are on their way.
   */
  _leave(): void;
  /** Whether events may be kept on disk: what is in memory moves there, or the disk is cleared. */
  _persist(allowed: boolean): void;
}

/** Most bytes of events one page leaves in its exit text, and most such texts of a site. */
// With what else a request holds, 50 questions among it, under the 16 KiB that a beacon may have.
export const exitBytes = 14_000;
export const exitTexts = 16;

/**
 * @param name of the site on this device; exit texts stand under keys that begin with it.
 * @param database keeps rows over page loads and shares them among tabs.
 * @param storage opens the store of exit texts; it may throw.
 * @param makeId makes the name of this page's exit text.
 * @param now clock, epoch ms.
 * @param dropped is told how many events were given up and why.
 * @param tell tells other tabs which rows are gone, or they would send theirs again when they are closed.
 */
export function createQueue(
  name: string,
  database: Database,
  storage: () => TextStore,
  makeId: () => string,
  now: () => number,
  dropped: (reason: string, count: number) => void,
  tell: (keys: readonly string[]) => void,
): Queue {
  const mine = new Map<string, string>();
  const unsaved = new Set<string>();
  const unsure = new Set<string>();
  /**
   * Exit texts that can go once all they hold is on disk: those taken over, and our own. Known by what
   * they say: a page that was only hidden may have written its own anew since we took it over.
   */
  const texts = new Set<string>();
  let own: string | undefined;
  let persist = false;
  let writing: Promise<unknown> = Promise.resolve();

  const exits = () => Object.keys(storage()).filter((key) => !key.indexOf(name + ':'));
  const discard = () => {
    try {
      for (const key of exits())
        if (texts.delete(storage().getItem(key)!)) storage().removeItem(key);
    } catch {}
  };

  /** Saves without waiting; a look at the queue waits for all that is being saved. */
  const keep = (keys: readonly string[]) => {
    for (const key of keys) unsaved.add(key);
    const written =
      persist &&
      database._run(async (store) => {
        for (const key of keys) if (mine.has(key)) store.put(mine.get(key), key);
        await done(store.transaction);
        for (const key of keys) unsaved.delete(key);
      });
    writing = writing.then((): unknown => written);
  };

  /** Takes over what other pages left at their exit; where nothing may be stored, takes it away. */
  const inherit = () => {
    try {
      for (const key of exits()) {
        const text = storage().getItem(key)!;
        if (!persist) storage().removeItem(key);
        else if (!texts.has(text)) {
          texts.add(text);
          const [sent, rows] = JSON.parse(text) as [string[], Row[]];
          for (const one of sent) unsure.add(one);
          for (const [id, json] of rows) {
            mine.set(id, json);
            unsaved.add(id);
          }
        }
      }
      if (!persist) database._delete();
    } catch {}
  };

  const forget = (keys: readonly string[]) => {
    for (const key of keys) {
      for (const set of [mine, unsaved, unsure]) set.delete(key);
    }
  };

  const look = async (count: number, bytes: number): Promise<Row[]> => {
    if (persist) inherit();
    await writing;
    const read = async (store?: IDBObjectStore): Promise<Row[]> => {
      const keys = new Set(store ? ((await done(store.getAllKeys())) as string[]) : mine.keys());
      for (const key of mine.keys()) {
        if (unsaved.has(key)) keys.add(key);
        // Gone from disk: another tab has delivered it.
        else if (!keys.has(key)) forget([key]);
      }
      // In the same transaction, so that no two looks give up the same event.
      const batch = plan([...keys].sort(), now(), unsure.size ? 0 : count, bytes, (key, reason) => {
        dropped(reason, 1);
        store?.delete(key);
        forget([key]);
      });
      return Promise.all(
        batch.map(async (key): Promise<Row> => [
          key,
          mine.get(key) ?? (await done<string>(store!.get(key))),
        ]),
      );
    };
    const rows = persist && (await database._run(read));
    if (!rows) return read();
    // The disk answers again: what it missed is written after all.
    if (unsaved.size) keep([...unsaved]);
    else discard();
    return rows;
  };

  return {
    _add(id, json) {
      const key = `${id}.${new TextEncoder().encode(json).length}`;
      mine.set(key, json);
      keep([key]);
    },
    _read: look,
    async _remove(keys) {
      tell(keys);
      forget(keys);
      if (!persist) return;
      await database._run((store) => {
        for (const key of keys) store.delete(key);
        return done(store.transaction);
      });
      // A page that lives on has nothing to leave to others.
      if (!unsaved.size) discard();
    },
    _forget: forget,
    _mine: mine,
    _unsure: unsure,
    _leave() {
      try {
        // Our own before what we took over: that stands in its own text as long as it is not on disk.
        const rows = cut([...unsaved].reverse(), exitBytes, exitBytes).map((key) => [
          key,
          mine.get(key),
        ]);
        const text = JSON.stringify([[...unsure], rows]);
        if (!persist || (!own && exits()[exitTexts - 1])) return;
        texts.add(text);
        storage().setItem((own ??= name + ':' + makeId()), text);
      } catch {}
    },
    _persist(allowed) {
      if (persist && allowed) return;
      persist = allowed;
      // What was withdrawn is neither asked for nor left behind, also when its request failed since then.
      unsaved.clear();
      unsure.clear();
      inherit();
      keep([...mine.keys()]);
    },
  };
}
