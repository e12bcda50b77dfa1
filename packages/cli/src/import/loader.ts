import type { EventRow } from '@touchtrail/store';
import type { ImportStore } from './import-file.ts';

/** Ids a parameter: more would not fit into one form field of ClickHouse (128 KiB). */
const idsPerParameter = 2_000;

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

  /**
   * Which rows are stored. Asks the events themselves: the list of recent ids forgets after a month.
   * An id made of the content has its time in it, so only that span of time is looked through.
   */
  async function knownIds(
    target: ImportStore,
    batch: readonly EventRow[],
    derived: boolean,
  ): Promise<Set<string>> {
    const ids: Record<string, string[]> = {};
    let from = Infinity;
    let to = -Infinity;
    for (const [index, row] of batch.entries()) {
      (ids[`ids${Math.floor(index / idsPerParameter)}`] ??= []).push(row.event_id);
      from = Math.min(from, row.ts);
      to = Math.max(to, row.ts);
    }
    const wanted = Object.keys(ids).map((name) => `{${name}:Array(UUID)}`);
    const span =
      'AND ts BETWEEN fromUnixTimestamp64Milli({from:Int64}) AND fromUnixTimestamp64Milli({to:Int64})';
    const found = await target.reader.query<{ id: string }>({
      sql: `SELECT toString(event_id) AS id FROM events
            WHERE site_id = {site:String} ${derived ? span : ''}
              AND event_id IN arrayConcat(${wanted.join(', ')})`,
      params: { site, ...ids, ...(derived && { from, to }) },
    });
    return new Set(found.map((row) => row.id));
  }

  async function send(target: ImportStore, batch: EventRow[], derived: boolean): Promise<void> {
    const fresh: EventRow[] = [];
    for (const row of batch) {
      if (sending.has(row.event_id)) {
        alreadyThere++;
        continue;
      }
      sending.add(row.event_id);
      fresh.push(row);
    }
    try {
      const skipCheck = (await siteIsEmpty(target)) && derived;
      const known = skipCheck ? new Set<string>() : await knownIds(target, fresh, derived);
      const wanted = known.size === 0 ? fresh : fresh.filter((row) => !known.has(row.event_id));
      if (wanted.length > 0) await target.insertEvents(wanted);
      stored += wanted.length;
      alreadyThere += fresh.length - wanted.length;
    } finally {
      for (const row of fresh) sending.delete(row.event_id);
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
