import type { Purpose } from '@touchtrail/contract';
import type { EventRow, ImportGate, LeaseJoin, Store } from '@touchtrail/store';
import { count } from '../terminal/count.ts';
import { CliError } from '../errors.ts';
import { createChannelReader } from './channel-words.ts';
import type { ChannelNote, ChannelReader } from './channel-words.ts';
import { sampleBytes, refuseWrongIds } from './id-guard.ts';
import { createFastImport } from './fast/fast-import.ts';
import { asText, nothingLeft, readFast } from './fast/read-fast.ts';
import { createCsvReader } from './read-csv.ts';
import type { CsvReader } from './read-csv.ts';
import { createNdjsonReader } from './read-ndjson.ts';
import { openInput } from './open-input.ts';
import type { ImportFormat, NamedStream, OpenInput } from './open-input.ts';
import { createRejectedLines } from './rejected-lines.ts';
import type { RejectedLine } from './rejected-lines.ts';
import type { ForeignSource } from './foreign/foreign-source.ts';
import type { Recipe } from './recipes/recipe.ts';
import type { SourceRecord } from './records.ts';
import { createRowBuilder } from './row-builder.ts';
import { createRowIds } from './row-ids.ts';
import { createScrubber } from './scrub.ts';
import { createLoader } from './loader.ts';

/** What an import needs of the store. */
export type ImportStore = Pick<
  Store,
  'insertEventLines' | 'insertEventBlocks' | 'eventsOf' | 'reader'
> &
  Partial<Pick<Store, 'suppressions'>>;

/** Where an import stands. Times are ms. */
export interface ImportProgress {
  /** Records read, refused ones included. */
  records: number;
  /** Events that are durable in the store. */
  stored: number;
  rejected: number;
  bytes: number;
  /** Undefined for a stream. */
  totalBytes: number | undefined;
  elapsedMs: number;
}

export interface ImportOptions {
  /** A path, or a stream with a name. */
  input: string | NamedStream;
  /** Site id. */
  site: string;
  /** Not needed for a dry run. */
  store?: ImportStore;
  clock: () => number;
  /** Found from the name or the first character when absent. */
  format?: ImportFormat;
  /** Field to column, see `parseMapping`. CSV only. */
  mapping?: Readonly<Record<string, string>>;
  /** How the columns of a kind of system are read. CSV only. */
  recipe?: Recipe;
  /** The export of another analytics system, which brings a reader of its own. */
  foreign?: ForeignSource;
  /** Where times of CSV that tell no zone are local; without it they are refused. */
  timezone?: string;
  /** What the importer's own record covers; for events that bring no receipt. */
  purposes?: readonly Purpose[];
  /** For values without a currency. */
  currency?: string;
  /** Validates only: nothing is stored, no file is written. */
  dryRun?: boolean;
  /** Field policies of the site, and who took consent back. */
  gate?: ImportGate;
  /** Visits by the phone number that they were shown; finds who called. */
  calls?: LeaseJoin;
  /** File of refused lines; default the input's name with `.rejected.ndjson`; null: none. */
  rejectedFile?: string | null;
  /** How many refused lines the summary has; default 3. */
  examples?: number;
  onProgress?: (progress: ImportProgress) => void;
  /** Whether addresses and texts are kept as they came. Default: they are scrubbed like those of pages. */
  asTheyAre?: boolean;
  /** Takes ids as they are, though they look like something else; see `findIdProblems`. */
  force?: boolean;
  /** Reads every row the ordinary way, also those that could go in as bytes. */
  carefully?: boolean;
  /** Rows an insert of rows that are read the ordinary way; default 20,000. */
  batchRows?: number;
}

/** What an import did. */
export interface ImportSummary {
  file: string;
  site: string;
  format: ImportFormat;
  dryRun: boolean;
  /** Records read. */
  records: number;
  /** Events stored now; of a dry run, events that are valid. */
  imported: number;
  /** Events that were there before, or came twice in this file with the same id. */
  alreadyThere: number;
  rejected: number;
  reasons: { reason: string; count: number }[];
  examples: RejectedLine[];
  /** Channel words that were not ours and what they became; the words are kept as `props.channel`. */
  channels: ChannelNote[];
  rejectedFile: string | null;
  elapsedMs: number;
  eventsPerSecond: number;
}

const suppressionReasons = {
  erased: 'this person was erased; an erasure is for good',
  restricted: 'this person is paused: touchtrail people unrestrict ends it',
} as const;

const idsOf = (row: EventRow) => {
  const text = (column: string) => {
    const value = row[column];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    anonymousId: text('anonymous_id'),
    userId: text('user_id'),
    accountId: text('account_id'),
  };
};

const defaultPurposes: readonly Purpose[] = ['measurement', 'identification', 'offline_join'];

function interrupted(stored: number, cause: unknown): CliError {
  const known = cause as { message?: string; hint?: string; code?: string };
  const reason = (known.message ?? String(cause)).replace(/[^.]$/, '$&.');
  // The general hint speaks of the spool, which an import does not use.
  const full = known.code === 'disk_full' || known.code === 'ENOSPC';
  const hint = full ? 'Free some disk space.' : (known.hint ?? 'Mend what the message names.');
  return new CliError(
    'import_interrupted',
    `The import stopped: ${reason} ${count(stored)} new ${stored === 1 ? 'event is' : 'events are'} in and safe.`,
    `${hint} Then run the same command again: it goes on where it stopped and adds nothing twice.`,
    { cause },
  );
}

/**
 * Loads events from CSV or NDJSON into a site, in constant memory. Rows without an id get one from
 * their content and order, so a second import of the same file adds nothing; refused lines go to a
 * file with their reasons. Times are kept as they are, however old.
 *
 * @throws CliError when the file cannot be read, its columns do not fit or hold other ids than they say
 *   (nothing is loaded then), or the store fails (`import_interrupted`: what is in stays in, the same command resumes).
 * @example
 * await importFile({ input: 'events.csv', site: 'my-site', store, clock: Date.now });
 */
export async function importFile(options: ImportOptions): Promise<ImportSummary> {
  if (!options.store && options.dryRun !== true) {
    throw new TypeError('importFile needs a store unless it is a dry run');
  }
  const input = await openInput(options.input, options.format, options.foreign?.parquetText);
  try {
    return await importFrom(input, options);
  } finally {
    await input.close();
  }
}

async function importFrom(input: OpenInput, options: ImportOptions): Promise<ImportSummary> {
  const { clock, site, store, gate, dryRun = false, onProgress } = options;
  const startedAt = clock();
  const mapping = options.mapping ?? {};
  if (options.foreign && !options.foreign.parquetText && input.format === 'parquet') {
    throw new CliError(
      'format_unsupported',
      `${options.foreign.name} is read as text; ${input.name} is a Parquet file.`,
      `Export it as text: touchtrail import --recipe ${options.foreign.name} says how.`,
    );
  }
  if (options.foreign && Object.keys(mapping).length > 0) {
    throw new CliError(
      'invalid_mapping',
      `--map works on the columns of CSV; ${options.foreign.name} is read as it is.`,
      `Leave --map out; touchtrail import --recipe ${options.foreign.name} says what is read.`,
    );
  }
  if (input.format === 'ndjson' && Object.keys(mapping).length > 0) {
    throw new CliError(
      'invalid_mapping',
      '--map works on the columns of CSV; this input is NDJSON.',
      'Leave --map out, or say --format csv if the file is CSV.',
    );
  }
  if (input.format === 'ndjson' && options.recipe) {
    throw new CliError(
      'invalid_mapping',
      '--recipe reads the columns of CSV; this input is NDJSON.',
      'Leave --recipe out: NDJSON holds events as they are.',
    );
  }
  const { recipe, timezone } = options;
  const reading = { ...(recipe && { recipe }), ...(timezone !== undefined && { timezone }) };
  const channelReader = createChannelReader();
  const newCsv = (channels: ChannelReader) =>
    !options.foreign && input.format !== 'ndjson'
      ? createCsvReader(mapping, reading, channels)
      : undefined;
  const newOther = () => options.foreign?.createReader() ?? createNdjsonReader();
  const csv = newCsv(channelReader);
  const reader = csv ?? newOther();
  const { rejectedFile = `${input.name}.rejected.ndjson` } = options;
  const rejected = createRejectedLines(
    dryRun ? undefined : (rejectedFile ?? undefined),
    options.examples,
  );
  const ids = createRowIds(site);
  const scrubber = options.asTheyAre
    ? undefined
    : createScrubber({ queryParams: gate?.queryParams ?? [], hashed: gate?.hashed ?? new Set() });
  const purposes = options.purposes ?? defaultPurposes;
  const { currency } = options;
  const build = createRowBuilder({
    site,
    reader,
    receivedAt: startedAt,
    purposes,
    currency,
    ...(gate && { fields: gate }),
    calls: options.calls,
    ids,
    scrubber,
  });
  const loader = createLoader(site, dryRun ? undefined : store, options.batchRows ?? 20_000);

  const suppressions = store?.suppressions;
  await suppressions?.refresh();
  const unwatch = suppressions?.watch();
  let records = 0;
  const progress = (): ImportProgress => ({
    records,
    stored: loader.stored(),
    rejected: rejected.count(),
    bytes: input.read(),
    totalBytes: input.bytes,
    elapsedMs: clock() - startedAt,
  });

  async function take(
    record: SourceRecord,
    number: number,
    ready?: (row: EventRow, derived: boolean) => Promise<void>,
  ): Promise<void> {
    const built = build(record, number);
    if ('reason' in built) {
      rejected.add({ line: record.line, reason: built.reason, raw: reader.textOf(record) });
      return;
    }
    if (gate?.withdrawn(built.row)) {
      rejected.add({ line: record.line, reason: 'this person took consent back', raw: '' });
      return;
    }
    const suppressed = suppressions?.has(site, idsOf(built.row));
    if (suppressed) {
      // Their words are not copied into yet another file.
      rejected.add({ line: record.line, reason: suppressionReasons[suppressed], raw: '' });
      return;
    }
    await ready?.(built.row, built.derived);
    if (loader.add(built.row, built.derived)) await loader.room();
  }

  const between = async (): Promise<void> => {
    await rejected.drained();
    onProgress?.(progress());
  };

  /** Reads rows as bytes where it can; returns what is left for the ordinary reader. */
  async function fast(by: CsvReader): Promise<AsyncIterable<SourceRecord[]>> {
    const sink = createFastImport({
      site,
      receivedAt: startedAt,
      purposes,
      currency,
      reader: by,
      channelReader,
      loader,
      store: dryRun ? undefined : store,
      ids,
      scrubber,
      gate,
      count: () => ++records,
      careful: (record, number) =>
        take(record, number, async (row, derived) => {
          // An id that came before may be on its way in a block.
          if (derived || !sink.noteId(row.event_id)) return;
          await sink.finish();
          await loader.flush();
        }),
      between,
    });
    const source = input.raw[Symbol.asyncIterator]();
    const handover = await readFast(source, sink, input.recycle);
    await sink.finish();
    if (!handover) return nothingLeft();
    await loader.flush();
    return by.batches(asText(handover.head, source), handover.from);
  }

  try {
    if (!options.force) {
      await refuseWrongIds({
        head: await input.head(sampleBytes),
        reader: newCsv(createChannelReader()) ?? newOther(),
        site,
        store,
        hashed: gate?.hashed,
      });
    }
    const batches = csv && !options.carefully ? await fast(csv) : reader.batches(input.chunks);
    for await (const batch of batches) {
      for (const record of batch) {
        records++;
        await take(record, records);
      }
      await between();
    }
    await loader.finish();
    await rejected.close();
    onProgress?.(progress());
  } catch (error) {
    await loader.settle();
    // What is wrong with the file keeps its own message; all else happened on the way to the store.
    if (error instanceof CliError) throw error;
    throw interrupted(loader.stored(), error);
  } finally {
    unwatch?.();
    await rejected.close().catch(() => undefined);
  }

  const elapsedMs = clock() - startedAt;
  return {
    file: input.name,
    site,
    format: input.format,
    dryRun,
    records,
    imported: loader.stored(),
    alreadyThere: loader.alreadyThere(),
    rejected: rejected.count(),
    reasons: rejected.reasons(),
    examples: rejected.examples(),
    channels: reader.channelNotes(),
    rejectedFile: rejected.path() ?? null,
    elapsedMs,
    eventsPerSecond: elapsedMs > 0 ? Math.round((records * 1_000) / elapsedMs) : records,
  };
}
