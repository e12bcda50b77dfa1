import Papa from 'papaparse';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { openInput } from '../import/open-input.ts';
import { guessDelimiter } from '../import/read-csv.ts';

/** A row of a small table, by the names that were asked for. */
export interface TableRow<Name extends string> {
  /** In the file, counted from 1. */
  line: number;
  cells: Readonly<Record<Name, string | undefined>>;
}

/** What a table must hold: each column with the names it may have, the first is the one in messages. */
export type TableColumns<Name extends string> = Readonly<
  Record<Name, { names: readonly [string, ...string[]]; optional?: true }>
>;

const plain = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');

/** Most characters of such a table: all of it is held in memory. */
const mostText = 500_000_000;

/**
 * Reads a small CSV table, also packed with gzip or zstd, or as Parquet.
 *
 * @param file path, or `-` for standard input
 * @throws CliError `file_not_found`, `file_empty`, `missing_columns`, `file_damaged`
 */
export async function readTable<Name extends string>(
  context: Pick<Context, 'stdin'>,
  file: string,
  columns: TableColumns<Name>,
): Promise<TableRow<Name>[]> {
  const input = await openInput(file === '-' ? { name: 'stdin', stream: context.stdin } : file);
  let text = '';
  try {
    for await (const chunk of input.chunks) {
      text += chunk;
      if (text.length > mostText) {
        throw new CliError(
          'format_unsupported',
          `${input.name} is longer than ${mostText / 1e6} MB.`,
          'Add up rows that are the same before.',
        );
      }
    }
  } finally {
    await input.close();
  }
  text = text.replace(/^\uFEFF/, '');
  const head = text.split(/\r\n|\n|\r/, 1)[0] ?? '';
  if (head.trim() === '') {
    throw new CliError(
      'file_empty',
      `${input.name} has no header line.`,
      `The first line names the columns: ${wanted(columns)}.`,
    );
  }
  const parsed = Papa.parse<string[]>(text, { delimiter: guessDelimiter(head) });
  const problem = parsed.errors[0];
  if (problem) {
    throw new CliError(
      'file_damaged',
      `${input.name}, line ${(problem.row ?? 0) + 1}: ${problem.message}.`,
      'Close the quote, or write it twice inside a quoted cell.',
    );
  }
  const header = (parsed.data[0] ?? []).map(plain);
  const entries = Object.entries<TableColumns<Name>[Name]>(columns) as [
    Name,
    TableColumns<Name>[Name],
  ][];
  const places = entries.map(([name, { names }]): [Name, number] => [
    name,
    header.findIndex((column) => names.includes(column)),
  ]);
  const missing = entries.filter(
    ([name, { optional }]) =>
      optional === undefined && places.some(([other, at]) => other === name && at < 0),
  );
  if (missing.length > 0) {
    throw new CliError(
      'missing_columns',
      `${input.name} has no column ${missing.map(([, { names }]) => names[0]).join(', ')}.`,
      `Needed: ${wanted(columns)}. Found: ${header.join(', ')}.`,
    );
  }
  return parsed.data.slice(1).flatMap((row, at) => {
    if (row.every((cell) => cell.trim() === '')) return [];
    const cells = Object.fromEntries(
      places.map(([name, place]) => [name, place < 0 ? undefined : row[place]?.trim()]),
    ) as Record<Name, string | undefined>;
    return [{ line: at + 2, cells }];
  });
}

const wanted = (columns: TableColumns<string>): string =>
  Object.values(columns)
    .map(({ names, optional }) => (optional ? `${names[0]} (may be left out)` : names[0]))
    .join(', ');

/** Collects what is wrong with rows, and refuses the file with the first of it. */
export function rowProblems(name: string): {
  add(line: number, problem: string): void;
  throwIfAny(hint: string): void;
} {
  const found: string[] = [];
  return {
    add: (line, problem) => void found.push(`line ${line}: ${problem}`),
    throwIfAny(hint) {
      if (found.length === 0) return;
      const more = found.length > 3 ? `; and ${found.length - 3} lines more` : '';
      throw new CliError(
        'file_damaged',
        `${name} cannot be taken: ${found.slice(0, 3).join('; ')}${more}.`,
        hint,
      );
    },
  };
}

/** A number of a cell; undefined when it is none. */
export function cellNumber(cell: string | undefined): number | undefined {
  if (cell === undefined || cell === '') return undefined;
  const value = Number(cell);
  return Number.isFinite(value) ? value : undefined;
}
