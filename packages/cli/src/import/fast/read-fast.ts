import { StringDecoder } from 'node:string_decoder';
import { startsWith } from '../inflate.ts';
import type { ColumnPlan } from '../columns.ts';
import { guessDelimiter } from '../read-csv.ts';
import type { CsvPosition } from '../read-csv.ts';
import { maxRecordLength } from '../records.ts';
import { createRowSplit } from './split-row.ts';
import type { RowSplit } from './split-row.ts';

/** What is done with the rows of a file, in their order. */
export interface FastSink {
  /** Called once, with the cells of the header. `careful`: the file is read the ordinary way. */
  header(cells: string[]): { plan: ColumnPlan; careful: boolean };
  /**
   * Takes a row that is not blank.
   *
   * @returns `careful` when it has to be read the ordinary way, by {@link FastSink.careful}; `stop` when
   *   the rest of the file has to as well; `full` when it went in and the block is full.
   */
  row(bytes: Buffer, row: RowSplit): 'in' | 'full' | 'careful' | 'stop';
  /** Sends the block. */
  full(): Promise<void>;
  careful(cells: string[], line: number): Promise<void>;
  /** Between two pieces of the file. */
  between(): Promise<void>;
}

/** Where the ordinary reader goes on: what was read ahead, and all that follows. */
export interface Handover {
  from: CsvPosition | undefined;
  head: Buffer;
}

const lineFeed = 10;
/** Bytes behind the last one, see {@link RowSplit.view}. */
const slack = 8;

const isBlank = (row: RowSplit): boolean => row.cells === 1 && row.starts[0] === row.ends[0];

const textsOf = (bytes: Buffer, { cells, starts, ends }: RowSplit): string[] =>
  Array.from({ length: cells }, (_, i) => bytes.toString('utf8', starts[i], ends[i]));

/**
 * Goes through CSV as bytes, row by row.
 *
 * @param recycle is given each piece when it was copied.
 * @returns where the ordinary reader has to go on, or `undefined` at the end of the file.
 */
export async function readFast(
  source: AsyncIterator<Uint8Array>,
  sink: FastSink,
  recycle: (bytes: Uint8Array) => void,
): Promise<Handover | undefined> {
  // One buffer for all pieces. A copy, for cells with doubled quotes are changed in place.
  let buffer = Buffer.alloc(1 << 19);
  let rest = buffer.subarray(0, 0);
  let begun = false;
  let row: RowSplit | undefined;
  let plan: ColumnPlan | undefined;
  let delimiter = ',';
  let line = 1;

  const handover = (at: number): Handover => ({
    from: plan && { plan, line, newline: '\n', delimiter },
    head: rest.subarray(at),
  });

  for (;;) {
    const { value, done } = await source.next();
    const more = done ? Buffer.alloc(0) : value;
    const isCut = done && begun && rest.length > 0 && rest.at(-1) !== lineFeed;
    const used = rest.length + more.length + (isCut ? 1 : 0);
    if (used + slack > buffer.length) {
      const larger = Buffer.alloc(2 * (used + slack));
      rest.copy(larger);
      buffer = larger;
    } else rest.copy(buffer);
    buffer.set(more, rest.length);
    if (!done) recycle(more);
    if (isCut) buffer[used - 1] = lineFeed;
    rest = buffer.subarray(0, used);
    if (!begun) {
      if (!done && rest.length < maxRecordLength && !rest.includes(10)) continue;
      if (startsWith(rest, [0xef, 0xbb, 0xbf])) rest = rest.subarray(3);
      const text = rest.toString('utf8');
      // Line ends of CR alone, or no line at all.
      if (!text.includes('\n')) return handover(0);
      const head = text.split('\n', 40).find((each) => each.trim() !== '') ?? '';
      // Blank lines only, so far: the delimiter is not to be guessed from them.
      if (head === '') return handover(0);
      delimiter = guessDelimiter(head);
      row = createRowSplit(delimiter.charCodeAt(0));
      begun = true;
    }
    if (!row) return handover(0);
    row.view = new DataView(rest.buffer, rest.byteOffset, rest.length + slack);
    let at = 0;
    let stop = false;
    while (at < rest.length) {
      const split = row.split(rest, at, rest.length);
      if (split === 'open') break;
      if (split === 'odd') return handover(at);
      const own = line;
      if (isBlank(row)) {
        line = own + 1 + row.innerLines;
        at = row.next;
        continue;
      }
      if (!plan) {
        const cells = textsOf(rest, row);
        const header = sink.header(cells);
        plan = header.plan;
        stop = header.careful;
      } else {
        const became = sink.row(rest, row);
        if (became === 'full') await sink.full();
        else if (became !== 'in') await sink.careful(textsOf(rest, row), own);
        stop = became === 'stop';
      }
      line = own + 1 + row.innerLines;
      at = row.next;
      if (stop) return handover(at);
    }
    rest = rest.subarray(at);
    if (rest.length > maxRecordLength || (done && rest.length > 0)) return handover(0);
    if (done) return undefined;
    await sink.between();
  }
}

/** What is left for the ordinary reader, as text. */
export async function* asText(
  head: Buffer,
  source: AsyncIterator<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  yield decoder.write(head);
  for (;;) {
    const { value, done } = await source.next();
    if (done) break;
    yield decoder.write(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
  }
  yield decoder.end();
}

/** No batches. */
export async function* nothingLeft(): AsyncGenerator<never> {
  // Everything was read as bytes.
}
