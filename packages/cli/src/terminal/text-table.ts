/** A column of a table on the terminal. */
export interface TextColumn {
  key: string;
  label: string;
}

const display = (value: unknown): string => {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') {
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  }
  if (Array.isArray(value)) return value.map(display).join(' → ');
  if (typeof value === 'object') return JSON.stringify(value);
  // A control character in the data must not steer the terminal.
  return String(value).replaceAll(/\p{Cc}/gu, ' ');
};

const cut = (cell: string, width: number): string => {
  const signs = [...cell];
  return signs.length > width ? `${signs.slice(0, width - 1).join('')}…` : cell;
};

/**
 * Rows as aligned text: numbers to the right, long cells cut.
 *
 * @example
 * textTable([{ key: 'id', label: 'site' }], [{ id: 'shop' }]); // 'site\n----\nshop\n'
 */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly Readonly<Record<string, unknown>>[],
  options: { maxCell?: number; bold?: boolean } = {},
): string {
  const { maxCell = 60, bold = false } = options;
  const cells = rows.map((row) => columns.map(({ key }) => cut(display(row[key]), maxCell)));
  const right = columns.map(({ key }) => {
    const values = rows.map((row) => row[key]).filter((v) => v !== null && v !== undefined);
    return values.length > 0 && values.every((value) => typeof value === 'number');
  });
  const widths = columns.map(({ label }, i) =>
    Math.max([...label].length, ...cells.map((row) => [...(row[i] ?? '')].length)),
  );
  const pad = (cell: string, i: number) => {
    const space = ' '.repeat(Math.max(0, (widths[i] ?? 0) - [...cell].length));
    return right[i] ? space + cell : cell + space;
  };
  const line = (row: readonly string[]) => row.map(pad).join('  ').trimEnd();
  const head = line(columns.map(({ label }) => label));
  return [
    bold ? `\u001B[1m${head}\u001B[22m` : head,
    widths.map((width) => '-'.repeat(width)).join('  '),
    ...cells.map(line),
    '',
  ].join('\n');
}
