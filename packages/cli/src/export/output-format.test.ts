import { describe, expect, it } from 'vitest';
import { outputFormat, streamShape } from './output-format.ts';

describe('outputFormat', () => {
  it.each([
    ['events.csv', 'csv', undefined],
    ['events.CSV.GZ', 'csv', 'gzip'],
    ['a/b.v2.ndjson.zst', 'ndjson', 'zstd'],
    ['x.jsonl', 'ndjson', undefined],
    ['x.parquet', 'parquet', undefined],
    ['x', 'csv', undefined],
    ['x.constructor', 'csv', undefined],
    [undefined, 'csv', undefined],
  ] as const)('reads %s', (file, format, compression) => {
    expect(outputFormat(file, undefined, undefined)).toEqual({ format, compression });
  });

  it('takes what is said over what the name says', () => {
    expect(outputFormat('a.csv.gz', 'parquet', 'zstd')).toEqual({
      format: 'parquet',
      compression: 'zstd',
    });
  });

  it('names the words there are', () => {
    expect(() => outputFormat(undefined, 'parkett', undefined)).toThrow('--format parkett');
    expect(() => outputFormat(undefined, undefined, 'zip')).toThrow('--compress zip');
  });
});

it('only the first part of a CSV has the header', () => {
  const csv = { format: 'csv', compression: undefined } as const;
  expect([true, false].map((first) => streamShape(csv, first).stream)).toEqual([
    'CSVWithNames',
    'CSV',
  ]);
});
