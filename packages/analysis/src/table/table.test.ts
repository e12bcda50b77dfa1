import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderCsv, renderMarkdown, renderNdjson } from './render.ts';
import type { Table } from './table.ts';

const table: Table = {
  columns: [
    { key: 'name', label: 'Name' },
    { key: 'rate', label: 'Rate' },
  ],
  rows: [
    { name: 'a,"b"', rate: 0.123_456_789 },
    { name: 'two\nlines | bar', rate: null },
    { name: '=HYPERLINK("x")', rate: 3 },
  ],
};

/** Reads RFC 4180 text. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r\n|$)/gy;
  let match: RegExpExecArray | null;
  while (cell.lastIndex < text.length && (match = cell.exec(text))) {
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('csv', () => {
  test('quotes what needs it, leaves the unknown empty, disarms formulas', () => {
    expect(renderCsv(table)).toBe(
      'name,rate\r\n"a,""b""",0.123456789\r\n"two\nlines | bar",\r\n"\'=HYPERLINK(""x"")",3\r\n',
    );
  });

  test('reads back as it was written', () => {
    const text = fc.string({ maxLength: 12 }).filter((value) => !/^[=+\-@\t\r]/.test(value));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), (rows) => {
        const written = renderCsv({
          columns: [
            { key: 'a', label: 'A' },
            { key: 'b', label: 'B' },
          ],
          rows: rows.map(([a, b]) => ({ a, b })),
        });
        expect(readCsv(written)).toEqual([['a', 'b'], ...rows]);
      }),
    );
  });
});

test('markdown keeps one line a row and sets numbers right', () => {
  expect(renderMarkdown(table)).toBe(
    [
      '| Name | Rate |',
      '| --- | ---: |',
      '| a,"b" | 0.1235 |',
      '| two lines \\| bar |  |',
      '| =HYPERLINK("x") | 3 |',
      '',
    ].join('\n'),
  );
});

test('ndjson is one object a line with every column', () => {
  const lines = renderNdjson(table).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(table.rows);
  expect(renderNdjson({ ...table, rows: [{ name: 'x' }] })).toBe('{"name":"x","rate":null}\n');
});
