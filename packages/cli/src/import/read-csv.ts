import Papa from 'papaparse';
import { CliError } from '../errors.ts';
import { createChannelReader } from './channel-words.ts';
import { planColumns } from './columns.ts';
import type { ColumnPlan, ReadingOptions } from './columns.ts';
import { rowContent, rowToEvent } from './csv-row.ts';
import { maxRecordLength } from './records.ts';
import type { RecordReader, SourceRecord } from './records.ts';

interface Parsed {
  data: string[][];
  errors: { row?: number; message: string }[];
  meta: { cursor: number };
}

const delimiters = [',', ';', '\t', '|'] as const;

/** The delimiter that a header line uses: spreadsheets of many countries write semicolons. */
export function guessDelimiter(header: string): string {
  const bare = header.replaceAll(/"[^"]*"/g, '');
  const counts = delimiters.map((delimiter) => bare.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** Line ends: LF and CRLF may be mixed, a lone CR counts only where no LF is. */
const guessNewline = (text: string): '\n' | '\r' =>
  text.includes('\n') || !text.includes('\r') ? '\n' : '\r';

const countNewlines = (cells: readonly string[], newline: string): number => {
  let count = 0;
  for (const cell of cells) {
    for (let at = cell.indexOf(newline); at >= 0; at = cell.indexOf(newline, at + 1)) count++;
  }
  return count;
};

/** Where a reading begins that somebody else began. */
export interface CsvPosition {
  plan: ColumnPlan;
  /** Number of the next line. */
  line: number;
  newline: '\n';
  delimiter: string;
}

/** Reads CSV: whole, or from where the fast reading left off. */
export interface CsvReader extends RecordReader {
  batches(chunks: AsyncIterable<string>, from?: CsvPosition): AsyncGenerator<SourceRecord[]>;
  /** What the columns of a header mean, kept for the rows that follow. */
  plan(cells: readonly string[]): ColumnPlan;
  /** A row that was split already. */
  toRecord(row: string[], line: number): SourceRecord;
}

/**
 * Reads CSV in constant memory: delimiter and line ends are found from the head, quoted cells may span
 * lines, a quote that never closes costs one line and not the rest of the file.
 *
 * @throws CliError `missing_columns`, `invalid_mapping`, `file_empty` from `batches`
 */
export function createCsvReader(
  mapping: Readonly<Record<string, string>>,
  options: ReadingOptions = {},
  channels = createChannelReader(),
): CsvReader {
  let plan: ColumnPlan | undefined;
  let line = 1;

  function toRecord(row: string[], problem: string | undefined, hasQuotes: boolean, nl: string) {
    const last = row.length - 1;
    const end = row[last];
    if (end !== undefined && end.endsWith('\r')) row[last] = end.slice(0, -1);
    const at = line;
    line += 1 + (hasQuotes ? countNewlines(row, nl) : 0);
    if (row.length === 1 && row[0] === '') return undefined;
    if (!plan) {
      plan = planColumns(row, mapping, options);
      return undefined;
    }
    return recordOf(plan, row, at, problem);
  }

  function recordOf(
    by: ColumnPlan,
    row: string[],
    at: number,
    problem: string | undefined,
  ): SourceRecord {
    const event = problem ?? rowToEvent(by, row, channels);
    return typeof event === 'string'
      ? { line: at, event: undefined, problem: event, source: row }
      : { line: at, event, problem: undefined, source: row };
  }

  async function* batches(
    chunks: AsyncIterable<string>,
    from?: CsvPosition,
  ): AsyncGenerator<SourceRecord[]> {
    let parser: { parse(input: string, base: number, ignoreLast: boolean): Parsed } | undefined;
    let newline: '\n' | '\r' = '\n';
    let rest = '';
    if (from) {
      ({ plan, line, newline } = from);
      parser = new Papa.Parser({ delimiter: from.delimiter, newline });
    }

    function take(): SourceRecord[] {
      const records: SourceRecord[] = [];
      if (!parser) {
        newline = guessNewline(rest);
        const head = rest.split(newline, 40).find((text) => text.trim() !== '') ?? '';
        parser = new Papa.Parser({ delimiter: guessDelimiter(head), newline });
      }
      const parsed = parser.parse(rest, 0, true);
      const hasQuotes = rest.includes('"');
      const broken = new Set(parsed.errors.map((error) => error.row));
      for (const [index, row] of parsed.data.entries()) {
        const problem = broken.has(index)
          ? 'a quote inside a quoted cell is not doubled'
          : undefined;
        const record = toRecord(row, problem, hasQuotes, newline);
        if (record) records.push(record);
      }
      rest = rest.slice(parsed.meta.cursor);
      return records;
    }

    /** Gives up the first line of what is left, so that the lines after it are read. */
    function giveUpLine(): SourceRecord {
      const cut = rest.indexOf(newline);
      const text = cut < 0 ? rest : rest.slice(0, cut);
      rest = cut < 0 ? '' : rest.slice(cut + 1);
      return {
        line: line++,
        event: undefined,
        problem: 'a quote opens here and never closes',
        source: text.slice(0, maxRecordLength),
      };
    }

    for await (const chunk of chunks) {
      rest = rest === '' ? chunk : rest + chunk;
      // Without one whole line neither the delimiter nor the line end is known; a CR at the very end may
      // be half of a CRLF.
      if (!parser && !/\n|\r[^\n]/.test(rest.trimStart()) && rest.length < maxRecordLength)
        continue;
      yield take();
      while (rest.length > maxRecordLength) yield [giveUpLine(), ...take()];
    }
    if (rest !== '') {
      rest += parser ? newline : guessNewline(rest);
      yield take();
      while (rest.trim() !== '') yield [giveUpLine(), ...take()];
    }
    if (!plan) {
      throw new CliError(
        'file_empty',
        'The file is empty: not even a header line.',
        'Check the export that made it; the first line must name the columns.',
      );
    }
  }

  return {
    batches,
    plan: (cells) => (plan = planColumns(cells, mapping, options)),
    toRecord: (row, at) => recordOf(plan ?? planColumns(row, mapping, options), row, at, undefined),
    channelNotes: channels.notes,
    contentOf: (record) =>
      plan && typeof record.source !== 'string' ? rowContent(plan, record.source) : '',
    textOf: ({ source }) => (typeof source === 'string' ? source : Papa.unparse([[...source]])),
  };
}
