import type { TextTable } from './read-tables.ts';

// A spreadsheet takes a text that begins so for a formula and runs it.
const formula = /^[=+\-@\t\r]/;
const number = /^[+-]?[\d.,\s]+%?$/u;

const csvCell = (text: string): string => {
  const safe = formula.test(text) && !number.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/**
 * Tables as RFC 4180, with a blank line between two. A cell that a spreadsheet would run as a formula
 * begins with an apostrophe.
 *
 * @example
 * toCsv([{ caption: 'Steps', rows: [['Step', 'Reached'], ['cart', '1,204']] }]); // 'Step,Reached\r\ncart,"1,204"\r\n'
 */
export const toCsv = (tables: readonly TextTable[]): string =>
  tables
    .map(({ rows }) => rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join(''))
    .join('\r\n');

const markdownCell = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;');

const line = (cells: readonly string[]) => `| ${cells.map(markdownCell).join(' | ')} |\n`;

/** Tables as Markdown under a heading; names stand as text, also those that look like HTML. */
export function toMarkdown(title: string, tables: readonly TextTable[]): string {
  const parts = tables.map(({ rows: [head = [], ...rest] }) => {
    return line(head) + line(head.map(() => '---')) + rest.map(line).join('');
  });
  return `## ${title.replaceAll('<', '&lt;')}\n\n${parts.join('\n')}`;
}
