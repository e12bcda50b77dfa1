import { limits, wellFormedJson } from '@touchtrail/contract';
import { CliError } from '../errors.ts';
import type { RawEvent } from './csv-row.ts';
import { maxRecordLength } from './records.ts';
import type { RecordReader, SourceRecord } from './records.ts';

/** JSON with sorted keys: the same event written in another key order is the same content. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(',')}}`;
}

function toEvent(text: string): RawEvent | string {
  if (text.length > limits.eventBytes) {
    return `is longer than ${limits.eventBytes} bytes, the limit of an event`;
  }
  let value: unknown;
  try {
    value = JSON.parse(wellFormedJson(text));
  } catch {
    return 'is not JSON';
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return 'is not a JSON object';
  }
  return value as RawEvent;
}

async function* batches(chunks: AsyncIterable<string>): AsyncGenerator<SourceRecord[]> {
  let rest = '';
  let line = 1;
  let begun = false;
  /** Inside a line that was already refused for its length. */
  let skipping = false;

  function record(text: string): SourceRecord | undefined {
    const at = line++;
    if (skipping) {
      skipping = false;
      return undefined;
    }
    if (text.trim() === '') return undefined;
    if (!begun && text.trimStart().startsWith('[')) {
      throw new CliError(
        'format_unsupported',
        'The file is a JSON array; one event a line (NDJSON) is needed.',
        "Convert it, for example with jq -c '.[]' FILE.",
      );
    }
    begun = true;
    const event = toEvent(text);
    return typeof event === 'string'
      ? { line: at, event: undefined, problem: event, source: text }
      : { line: at, event, problem: undefined, source: text };
  }

  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    const records: SourceRecord[] = [];
    for (const text of lines) {
      const made = record(text);
      if (made) records.push(made);
    }
    if (rest.length > maxRecordLength) {
      const made = record(rest);
      if (made) records.push(made);
      // The line goes on; its number was already counted.
      line--;
      skipping = true;
      rest = '';
    }
    yield records;
  }
  const last = record(rest);
  if (last) yield [last];
  if (!begun) {
    throw new CliError(
      'file_empty',
      'The file is empty: there is no event in it.',
      'Check the export that made it.',
    );
  }
}

/**
 * Reads one wire event a line, in constant memory. Blank lines are passed over.
 *
 * @throws CliError `format_unsupported` for a JSON array, `file_empty` from `batches`
 */
export function createNdjsonReader(): RecordReader {
  return {
    batches,
    channelNotes: () => [],
    contentOf: ({ event }) => canonical(event),
    textOf: ({ source }) => (typeof source === 'string' ? source : source.join(',')),
  };
}
