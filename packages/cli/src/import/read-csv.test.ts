import * as fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { createCsvReader, guessDelimiter } from './read-csv.ts';
import type { SourceRecord } from './records.ts';

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function read(text: string, size = text.length || 1): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const batch of createCsvReader({}).batches(pieces(text, size))) records.push(...batch);
  return records;
}

const head = 'timestamp,person_id,touchpoint,note';
const line = (note: string) => `2026-01-01T00:00:00Z,p,home,${note}`;
const notes = (records: readonly SourceRecord[]) =>
  records.map(({ event }) => (event?.['props'] as Record<string, string> | undefined)?.['note']);

describe('createCsvReader', () => {
  it('reads the same records however the file is cut into pieces', async () => {
    const note = fc.string({
      minLength: 1,
      maxLength: 6,
      unit: fc.constantFrom('"', ',', '\n', 'x'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(note, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('\n', '\r\n'),
        async (texts, size, newline) => {
          const rows = texts.map((text) => ['2026-01-01T00:00:00Z', 'p', 'home', text]);
          const csv = Papa.unparse([head.split(','), ...rows], { newline });
          expect(notes(await read(csv, size))).toEqual(texts);
        },
      ),
    );
  });

  it('takes CRLF, LF, a mix, and no line end at the end of the file', async () => {
    expect(notes(await read(`${head}\r\n${line('a')}\r\n\r\n${line('b')}`))).toEqual(['a', 'b']);
    expect(notes(await read(`${head}\n${line('a')}\r\n${line('"b"')}\r\n`))).toEqual(['a', 'b']);
    expect(notes(await read(`${head}\r${line('a')}\r${line('b')}`))).toEqual(['a', 'b']);
  });

  it('counts lines through cells that span several', async () => {
    const records = await read(`${head}\n${line('"one\ntwo"')}\n${line('x')}\n`);
    expect(records.map((record) => record.line)).toEqual([2, 4]);
    expect(notes(records)[0]).toBe('one\ntwo');
  });

  it('loses one line to a quote that never closes, not the rest of the file', async () => {
    const text = `${head}\n${line('a')}\n${line('"open')}\n${line('b')}\n${line('c')}\n`;
    const records = await read(text, 7);
    expect(records.map(({ problem }) => problem)).toEqual([
      undefined,
      'a quote opens here and never closes',
      undefined,
      undefined,
    ]);
    expect(records[1]?.line).toBe(3);
    expect(notes(records)).toEqual(['a', undefined, 'b', 'c']);
  });

  it('finds the delimiter of the header', async () => {
    expect(guessDelimiter('a;b;c')).toBe(';');
    expect(guessDelimiter('a\tb')).toBe('\t');
    expect(guessDelimiter('"a;b;c;d",e,f')).toBe(',');
    const semicolons = `${head}\n${line('a')}`.replaceAll(',', ';');
    expect(notes(await read(semicolons))).toEqual(['a']);
  });

  it('refuses an empty file', async () => {
    await expect(read('\n\n')).rejects.toMatchObject({ code: 'file_empty' });
    await expect(read('')).rejects.toMatchObject({ code: 'file_empty' });
  });
});
