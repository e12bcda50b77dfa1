import { setImmediate } from 'node:timers/promises';
import type { EventRow } from '@touchtrail/store';
import type { ImportStore } from './import-file.ts';
import { createBufferPool } from './buffer-pool.ts';
import { createRowBatch } from './row-batch.ts';
import type { RowBatch } from './row-batch.ts';

/** Ids a parameter: more would not fit into one form field of ClickHouse (128 KiB). */
const idsPerParameter = 2_000;
/** Parameters travel in the URL, which may have 1 MiB. */
const idsPerQuestion = 16_000;

/**
 * Blocks an insert at most: what it costs for each insert weighs little then. The first have fewer, so
 * that ClickHouse has something to do at once.
 */
const mostBlocks = 8;

const dayMs = 86_400_000;

/** Batches that may be on their way at once: the next is built while the last is stored. */
const maxInFlight = 2;

/** Sends rows to the store in batches and leaves out what is there already. */
export interface Loader {
  /**
   * Takes a row. `derived`: its id was made of its content, so no other row of this file has it.
   *
   * @returns true when a batch was sent and {@link Loader.room} should be awaited.
   */
  add(row: EventRow, derived: boolean): boolean;
  /**
   * Takes a block of rows that are not in the store; as {@link Loader.add} for the answer. The block is of
   * {@link Loader.take} and belongs to the loader from now on; without a store it is not looked at.
   */
  addBlock(block: Buffer, rows: number): boolean;
  /** Bytes for a block. */
  take(length: number): Buffer;
  /** Counts events that are there already. */
  there(count: number): void;
  /** Whether nothing of the site's days (of the site, without a span) was there when first asked. */
  isFree(span?: { from: number; to: number }): Promise<boolean>;
  room(): Promise<void>;
  /** Sends the rest and waits until all is durable. */
  finish(): Promise<void>;
  /** Waits for what is on its way, whatever becomes of it. */
  settle(): Promise<void>;
  /** Sends what waits and waits until it is durable. */
  flush(): Promise<void>;
  stored(): number;
  alreadyThere(): number;
}

/**
 * Which ids are stored. Asks the events themselves: the list of recent ids forgets after a month. An id
 * made of the content has its time in it, so only that span of time is looked through.
 */
async function knownIds(
  store: ImportStore,
  site: string,
  ids: readonly string[],
  span: { from: number; to: number } | undefined,
): Promise<Set<string>> {
  if (ids.length > idsPerQuestion) {
    const known = await knownIds(store, site, ids.slice(0, idsPerQuestion), span);
    for (const id of await knownIds(store, site, ids.slice(idsPerQuestion), span)) known.add(id);
    return known;
  }
  const parts: Record<string, string[]> = {};
  for (let start = 0; start < ids.length; start += idsPerParameter) {
    parts[`ids${start / idsPerParameter}`] = ids.slice(start, start + idsPerParameter);
  }
  const wanted = Object.keys(parts).map((name) => `{${name}:Array(UUID)}`);
  const between = span
    ? 'AND ts BETWEEN fromUnixTimestamp64Milli({from:Int64}) AND fromUnixTimestamp64Milli({to:Int64})'
    : '';
  const found = await store.reader.query<{ id: string }>({
    sql: `SELECT toString(event_id) AS id FROM events
          WHERE site_id = {site:String} ${between}
            AND event_id IN arrayConcat(${wanted.join(', ')})`,
    params: { site, ...parts, ...span },
  });
  return new Set(found.map((row) => row.id));
}

async function* steadily(lines: Iterable<Buffer>): AsyncGenerator<Buffer> {
  for (const piece of lines) {
    yield piece;
    await setImmediate();
  }
}

/** Without a store rows are counted only. */
export function createLoader(
  site: string,
  store: ImportStore | undefined,
  batchRows: number,
): Loader {
  let batch = createRowBatch();
  let allDerived = true;
  let counted = 0;
  let stored = 0;
  let alreadyThere = 0;
  let failure: { error: unknown } | undefined;
  const inFlight = new Set<Promise<void>>();
  /** Ids brought by the sender in batches on their way, which the store cannot know yet. */
  const sending = new Set<string>();
  let empty: Promise<boolean> | undefined;
  let busy: Promise<ReadonlySet<number>> | undefined;
  let waiting: { blocks: Buffer[]; rows: number } = { blocks: [], rows: 0 };
  let blocksPerInsert = 1;
  const pool = createBufferPool(mostBlocks * (maxInFlight + 1));

  /** Into an empty site only ids that the file itself repeats can be there already. */
  const siteIsEmpty = (target: ImportStore): Promise<boolean> =>
    (empty ??= target.reader
      .query<{ one: number }>({
        sql: 'SELECT 1 AS one FROM events WHERE site_id = {site:String} LIMIT 1',
        params: { site },
      })
      .then((found) => found.length === 0));

  async function send(target: ImportStore, rows: RowBatch, derived: boolean): Promise<void> {
    const skipCheck = (await siteIsEmpty(target)) && derived;
    const known = skipCheck
      ? new Set<string>()
      : await knownIds(target, site, rows.ids(), derived ? rows.span() : undefined);
    const fresh = rows.size() - known.size;
    if (fresh > 0) await target.insertEventLines(steadily(rows.lines(known)));
    stored += fresh;
    alreadyThere += known.size;
  }

  function submit(): void {
    const rows = batch;
    const derived = allDerived;
    batch = createRowBatch();
    if (!store || rows.size() === 0) return;
    const ids = derived ? [] : rows.ids();
    const work = send(store, rows, derived)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => {
        for (const id of ids) sending.delete(id);
        inFlight.delete(work);
      });
    inFlight.add(work);
  }

  function submitBlocks(): void {
    const sent = waiting;
    waiting = { blocks: [], rows: 0 };
    if (!store || sent.rows === 0) return;
    const insert = async () => {
      await store.insertEventBlocks(sent.blocks);
      stored += sent.rows;
      // Only here: what a failed insert still reads is not known.
      for (const block of sent.blocks) pool.giveBack(block);
    };
    const work = insert()
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => inFlight.delete(work));
    inFlight.add(work);
  }

  /** Days of which something was there when it was first asked. */
  const busyDays = (target: ImportStore): Promise<ReadonlySet<number>> =>
    (busy ??= target.reader
      .query<{ day: number }>({
        sql: `SELECT DISTINCT toInt32(intDiv(toUnixTimestamp64Milli(ts), {dayMs:Int64})) AS day
              FROM events WHERE site_id = {site:String}`,
        params: { site, dayMs },
      })
      .then((found) => new Set(found.map(({ day }) => day))));

  const check = () => {
    if (failure) throw failure.error;
  };

  async function flush(): Promise<void> {
    check();
    submit();
    submitBlocks();
    await Promise.all(inFlight);
    check();
  }

  return {
    add(row, derived) {
      if (!derived) {
        if (sending.has(row.event_id)) {
          alreadyThere++;
          return false;
        }
        // A dry run sends nothing, so nothing would ever be forgotten.
        if (!store && sending.size >= 100_000) sending.clear();
        sending.add(row.event_id);
        // One id from the sender anywhere means that ids may come twice: check from then on.
        allDerived = false;
      }
      if (!store) {
        counted++;
        return false;
      }
      batch.add(row);
      if (batch.size() < batchRows) return false;
      submit();
      return true;
    },
    addBlock(block, rows) {
      if (!store) {
        counted += rows;
        return false;
      }
      waiting.blocks.push(block);
      waiting.rows += rows;
      if (waiting.blocks.length < blocksPerInsert) return false;
      blocksPerInsert = Math.min(2 * blocksPerInsert, mostBlocks);
      submitBlocks();
      return true;
    },
    take: pool.take,
    there(count) {
      alreadyThere += count;
    },
    async isFree(span) {
      if (!store) return true;
      const days = await busyDays(store);
      if (days.size === 0 || !span) return days.size === 0;
      for (let day = Math.floor(span.from / dayMs); day <= Math.floor(span.to / dayMs); day++) {
        if (days.has(day)) return false;
      }
      return true;
    },
    async room() {
      while (inFlight.size >= maxInFlight) await Promise.race(inFlight);
      check();
    },
    flush,
    finish: flush,
    async settle() {
      await Promise.all(inFlight);
    },
    stored: () => stored + counted,
    alreadyThere: () => alreadyThere,
  };
}
