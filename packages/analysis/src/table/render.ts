import type { Table, TableCell } from './table.ts';

// A cell that a spreadsheet would run as a formula gets a leading apostrophe.
const formula = /^[=+\-@\t\r]/;

const csvCell = (cell: TableCell | undefined): string => {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
};

/**
 * RFC 4180 text with a header of column keys; empty cells for what is unknown.
 *
 * @example
 * renderCsv(toTable(report)); // 'step,touchpoint,reached\r\n1,cart,120\r\n'
 */
export const renderCsv = (table: Table): string =>
  [
    table.columns.map((column) => csvCell(column.key)),
    ...table.rows.map((row) => table.columns.map((column) => csvCell(row[column.key]))),
  ]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('');

const markdownCell = (cell: TableCell | undefined): string => {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number' && !Number.isInteger(cell)) return String(Number(cell.toFixed(4)));
  return String(cell)
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll(/[\r\n]+/g, ' ');
};

const line = (cells: string[]): string => `| ${cells.join(' | ')} |\n`;

/** A Markdown table with column labels; numbers are set right and rounded to four places. */
export function renderMarkdown(table: Table): string {
  const isNumber = (key: string) => table.rows.some((row) => typeof row[key] === 'number');
  return [
    line(table.columns.map((column) => markdownCell(column.label))),
    line(table.columns.map((column) => (isNumber(column.key) ? '---:' : '---'))),
    ...table.rows.map((row) => line(table.columns.map((column) => markdownCell(row[column.key])))),
  ].join('');
}

/** One JSON object a line, keys in column order. */
export const renderNdjson = (table: Table): string =>
  table.rows
    .map((row) =>
      JSON.stringify(
        Object.fromEntries(table.columns.map((column) => [column.key, row[column.key] ?? null])),
      ),
    )
    .map((text) => `${text}\n`)
    .join('');
