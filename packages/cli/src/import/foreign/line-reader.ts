import { CliError } from '../../errors.ts';
import { maxRecordLength } from '../records.ts';
import type { RecordReader, SourceRecord } from '../records.ts';
import type { Mapped } from './foreign-source.ts';

/** Records a batch, so that progress is told and other work gets its turn. */
const batchLines = 2_000;

/**
 * Reads a file of one record a line, in constant memory. Line ends may be LF or CRLF; blank lines are
 * passed over; a line beyond 2^20 characters costs itself and not the rest of the file.
 *
 * @throws CliError `file_empty` from `batches`
 */
export function createLineReader(map: (line: string) => Mapped): RecordReader {
  function toRecord(line: number, text: string): SourceRecord | undefined {
    const bare = text.endsWith('\r') ? text.slice(0, -1) : text;
    // A row of empty columns is still a row, and a wrong one.
    if (bare === '') return undefined;
    const mapped = map(bare);
    return typeof mapped === 'string'
      ? { line, event: undefined, problem: mapped, source: bare }
      : { line, event: mapped, problem: undefined, source: bare };
  }

  async function* batches(chunks: AsyncIterable<string>): AsyncGenerator<SourceRecord[]> {
    let rest = '';
    let line = 0;
    let skipping = false;
    let any = false;
    let records: SourceRecord[] = [];
    const take = (text: string) => {
      line++;
      if (skipping) {
        skipping = false;
        return;
      }
      const record = toRecord(line, text);
      if (!record) return;
      any = true;
      records.push(record);
    };
    for await (const chunk of chunks) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) {
        take(text);
        if (records.length >= batchLines) {
          yield records;
          records = [];
        }
      }
      if (rest.length > maxRecordLength) {
        if (!skipping) {
          any = true;
          records.push({
            line: line + 1,
            event: undefined,
            problem: `is longer than ${maxRecordLength} characters`,
            source: rest.slice(0, 1_000),
          });
        }
        skipping = true;
        rest = '';
      }
      yield records;
      records = [];
    }
    if (rest !== '') take(rest);
    if (records.length > 0) yield records;
    if (!any) {
      throw new CliError(
        'file_empty',
        'The file is empty: there is no event in it.',
        'Check the export that made it.',
      );
    }
  }

  return {
    batches,
    channelNotes: () => [],
    contentOf: ({ source }) => (typeof source === 'string' ? source : source.join('\t')),
    textOf: ({ source }) => (typeof source === 'string' ? source : source.join('\t')),
  };
}
