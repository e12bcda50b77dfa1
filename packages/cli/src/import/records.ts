import type { ChannelNote } from './channel-words.ts';
import type { RawEvent } from './csv-row.ts';

/** One record of a file on its way to become an event. */
export interface SourceRecord {
  /** Number of its first line, from 1. */
  line: number;
  event: RawEvent | undefined;
  /** Why it can be no event. */
  problem: string | undefined;
  /** As parsed: the cells of a row or the text of a line. */
  source: readonly string[] | string;
}

/** A file being read, a few thousand records at a time. */
export interface RecordReader {
  batches(chunks: AsyncIterable<string>): AsyncGenerator<SourceRecord[]>;
  /** What the record says, for an id derived from it. */
  contentOf(record: SourceRecord): string;
  /** The record as text, for the file of refused lines. */
  textOf(record: SourceRecord): string;
  /** Channel words that were not ours. */
  channelNotes(): ChannelNote[];
}

/** A record may be this long before it counts as broken, in UTF-16 code units. */
export const maxRecordLength = 1 << 20;
