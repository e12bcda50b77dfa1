import type { EventRow } from '@touchtrail/store';
import type { ImportStore } from './import-file.ts';

/** Ids asked for at once: more would not fit into one form field of ClickHouse (128 KiB). */
const idsPerQuestion = 2_000;

/** Batches that may be on their way at once: the next is built while the last is stored. */
const maxInFlight = 2;

/** Sends rows to the store in batches and leaves out what is there already. */
export interface Loader {
  /** Returns true when a batch was sent and {@link Loader.room} should be awaited. */
  add(row: EventRow, derived: boolean): boolean;
  room(): Promise<void>;
  /** Sends the rest and waits until all is durable. */
  finish(): Promise<void>;
  /** Waits for what is on its way, whatever becomes of it. */
  settle(): Promise<void>;
  stored(): number;
  alreadyThere(): number;
}

/** Without a store rows are counted only. */
export function createLoader(
  site: string,
  store: ImportStore | undefined,
  batchRows: number,
): Loader {
  let rows: EventRow[] = [];
  let allDerived = true;
  let stored = 0;
  let alreadyThere = 0;
  let failure: { error: unknown } | undefined;
  const inFlight = new Set<Promise<void>>();
  /** Ids of batches on their way, which the store cannot know yet. */
  const sending = new Set<string>();
  let empty: Promise<boolean> | undefined;

  /** Into an empty site only ids that the file itself repeats can be there already. */
  const siteIsEmpty = (target: ImportStore): Promise<boolean> =>
    (empty ??= target.reader
      .query<{ one: number }>({
        sql: 'SELECT 1 AS one FROM events WHERE site_id = {site:String} LIMIT 1',
        params: { site },
      })
      .then((found) => found.length === 0));

  async function knownIds(target: ImportStore, ids: readonly string[]): Promise<Set<string>> {
    const known = new Set<string>();
    for (let start = 0; start < ids.length; start += idsPerQuestion) {
      const some = await target.knownEventIds(site, ids.slice(start, start + idsPerQuestion));
      for (const id of some) known.add(id);
    }
    return known;
  }

  async function send(target: ImportStore, batch: EventRow[], derived: boolean): Promise<void> {
    const fresh: EventRow[] = [];
    const mine: string[] = [];
    for (const row of batch) {
      if (sending.has(row.event_id)) {
        alreadyThere++;
        continue;
      }
      sending.add(row.event_id);
      mine.push(row.event_id);
      fresh.push(row);
    }
    try {
      const skipCheck = (await siteIsEmpty(target)) && derived;
      const known = skipCheck ? new Set<string>() : await knownIds(target, mine);
      const wanted = known.size === 0 ? fresh : fresh.filter((row) => !known.has(row.event_id));
      if (wanted.length > 0) await target.insertEvents(wanted);
      stored += wanted.length;
      alreadyThere += fresh.length - wanted.length;
    } finally {
      for (const id of mine) sending.delete(id);
    }
  }

  function submit(): void {
    const batch = rows;
    const derived = allDerived;
    rows = [];
    if (batch.length === 0) return;
    if (!store) {
      stored += batch.length;
      return;
    }
    const work = send(store, batch, derived)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => inFlight.delete(work));
    inFlight.add(work);
  }

  const check = () => {
    if (failure) throw failure.error;
  };

  return {
    add(row, derived) {
      rows.push(row);
      // One id from the sender anywhere means that later derived ids may meet it: check from then on.
      allDerived &&= derived;
      if (rows.length < batchRows) return false;
      submit();
      return true;
    },
    async room() {
      while (inFlight.size >= maxInFlight) await Promise.race(inFlight);
      check();
    },
    async finish() {
      check();
      submit();
      await Promise.all(inFlight);
      check();
    },
    async settle() {
      await Promise.all(inFlight);
    },
    stored: () => stored,
    alreadyThere: () => alreadyThere,
  };
}
