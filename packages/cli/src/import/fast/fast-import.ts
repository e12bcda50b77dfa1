import type { Purpose } from '@touchtrail/contract';
import { enrichmentVersion } from '@touchtrail/enrich';
import { blocks } from '@touchtrail/store';
import type { ImportGate } from '@touchtrail/store';
import type { ChannelReader } from '../channel-words.ts';
import type { ImportStore } from '../import-file.ts';
import type { Loader } from '../loader.ts';
import type { CsvReader } from '../read-csv.ts';
import type { SourceRecord } from '../records.ts';
import { createRecentOccurrences } from '../row-ids.ts';
import type { RowIds } from '../row-ids.ts';
import type { Scrubber } from '../scrub.ts';
import { createBlockColumns } from './block-columns.ts';
import type { BlockColumns } from './block-columns.ts';
import { createRowEncoder } from './encode-row.ts';
import type { RowEncoder } from './encode-row.ts';
import { idText, readUuid } from './event-id.ts';
import { planFast } from './fast-plan.ts';
import type { FastSink } from './read-fast.ts';

export interface FastImportOptions {
  site: string;
  receivedAt: number;
  purposes: readonly Purpose[];
  currency: string | undefined;
  reader: CsvReader;
  channelReader: ChannelReader;
  loader: Loader;
  /** Absent in a dry run. */
  store: ImportStore | undefined;
  ids: RowIds;
  scrubber: Scrubber | undefined;
  gate: ImportGate | undefined;
  /** Counts a record and returns its number. */
  count: () => number;
  /** Takes a record, that was counted as this number, the ordinary way. */
  careful: (record: SourceRecord, number: number) => Promise<void>;
  between: () => Promise<void>;
}

/** Stands for a block in a dry run. */
const noBytes = Buffer.alloc(0);

const asItIs: Pick<Scrubber, 'text' | 'path' | 'url'> = {
  text: (value) => value,
  path: (value) => value,
  url: (value) => value,
};

/** Plain rows of CSV on their way into blocks of columns, and the others on the ordinary way. */
export function createFastImport(options: FastImportOptions): FastSink & {
  /** Whether an id came before in this file; for rows that are read the ordinary way. */
  noteId(id: string): boolean;
  /** Sends what is left. */
  finish(): Promise<void>;
} {
  const { site, receivedAt, purposes, loader, store, reader, gate } = options;
  const suppressions = store?.suppressions;
  const scrubber = options.scrubber ?? asItIs;
  const seen = createRecentOccurrences();
  const allows = (purpose: Purpose) => purposes.includes(purpose);
  let encoder: RowEncoder | undefined;
  let columns: BlockColumns | undefined;
  let rows = 0;
  let from = Infinity;
  let to = -Infinity;
  let own = false;
  let number = 0;

  const cameBefore = (id: readonly number[]): boolean =>
    seen.next((id[0] ?? 0) ^ (id[2] ?? 0), (id[1] ?? 0) ^ (id[3] ?? 0)) > 0;

  async function send(): Promise<void> {
    if (rows === 0 || !columns) return;
    let keep: Uint8Array | undefined;
    let known = 0;
    // Ids of content have their time in them; an id of a sender may be there under another time.
    const span = own ? undefined : { from, to };
    // Ids that were forgotten may have come before in this very file.
    const free = !(own && seen.forgot()) && (await loader.isFree(span));
    if (store && !free) {
      const ids = Buffer.from(columns.id.values.buffer, 0, rows * 16);
      const there = await store.eventsOf(site, Buffer.from(ids), span);
      known = there.size;
      if (known > 0) {
        keep = new Uint8Array(rows);
        for (let row = 0; row < rows; row++) {
          keep[row] = there.has(idText(columns.id.values, row)) ? 0 : 1;
        }
      }
    }
    const block = store ? columns.encode(rows, loader.take, keep) : noBytes;
    const fresh = rows - known;
    columns.reset();
    rows = 0;
    from = Infinity;
    to = -Infinity;
    own = false;
    loader.there(known);
    if (block && loader.addBlock(block, fresh)) await loader.room();
  }

  return {
    header(cells) {
      const plan = reader.plan(cells);
      const fast = gate?.changes ? undefined : planFast(plan, scrubber.text);
      if (!fast || !(allows('measurement') || allows('offline_join'))) {
        return { plan, careful: true };
      }
      columns = createBlockColumns({ site, receivedAt, purposes, enrichmentVersion }, (field) =>
        fast.steps.includes(field),
      );
      encoder = createRowEncoder({
        plan,
        fast,
        columns,
        site,
        receivedAt,
        currency: options.currency,
        mayName: allows('identification') || allows('offline_join'),
        scrubber,
        channelReader: options.channelReader,
        ids: options.ids,
        cameBefore,
        anyKeptOut: () => (suppressions?.size() ?? 0) > 0 || (gate?.withdrawals() ?? 0) > 0,
        keptOut: (ids) =>
          suppressions?.has(site, ids) !== undefined ||
          (gate?.withdrawn({
            site_id: site,
            subject_id: '',
            ts: 0,
            event_id: '',
            seq: 0,
            type: '',
            name: '',
            received_at: receivedAt,
            source: 'import',
            anonymous_id: ids.anonymousId,
            user_id: ids.userId,
            consent_decided_at: receivedAt,
          }) ??
            false),
      });
      return { plan, careful: false };
    },
    row(bytes, row) {
      if (!encoder) return 'stop';
      number = options.count();
      const became = encoder.encode(bytes, row, rows, number);
      if (became === 'careful') return 'careful';
      if (became === 'repeated') return 'stop';
      const ts = encoder.ts();
      if (ts < from) from = ts;
      if (ts > to) to = ts;
      if (encoder.bySender()) own = true;
      return ++rows === blocks.blockRows ? 'full' : 'in';
    },
    full: send,
    careful: (cells, line) => options.careful(reader.toRecord(cells, line), number),
    between: options.between,
    noteId(id) {
      const bytes = Buffer.from(id);
      const lanes = readUuid(bytes, 0, bytes.length);
      return lanes === undefined || cameBefore(lanes);
    },
    finish: send,
  };
}
