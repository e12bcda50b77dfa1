import type { RawEvent } from '../csv-row.ts';
import type { ParquetText } from '../parquet-as-csv.ts';
import type { RecordReader } from '../records.ts';

/**
 * The export of another analytics system, whose rows are nothing like a table of touches. Its reader
 * makes one event of each row, with an id of its own, or says why it cannot.
 */
export interface ForeignSource {
  /** As `--recipe` names it. */
  name: string;
  summary: string;
  /** How its rows are read, a line each. */
  details: readonly string[];
  createReader(): RecordReader;
  /** How a Parquet file of its rows becomes their lines; absent: it is not read. */
  parquetText?: ParquetText;
}

/** What a row becomes: an event, or the reason why it is none. */
export type Mapped = RawEvent | string;

/** An object without the fields that say nothing; undefined when none is left. */
export function filled(fields: Readonly<Record<string, unknown>>): RawEvent | undefined {
  const kept = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

/** Text of a limited length; half a character is not left at the cut. */
export const cutText = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');

/** The path of a web address, as our own script states it. */
export function pathOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(\/[^?#]*)/i.exec(url)?.[1];
}
