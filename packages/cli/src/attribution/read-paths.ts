import type { PathCount } from '@touchtrail/analysis/attribution';
import type { AttributionResult } from '@touchtrail/contract';
import type { Context } from '../context.ts';
import { cellNumber, readTable, rowProblems } from './read-table.ts';

/** Counted paths of a file. */
export interface PathFile {
  counts: PathCount[];
  currency: string;
  valueRefused: AttributionResult['valueRefused'];
}

const columns = {
  path: { names: ['path'] },
  conversions: { names: ['conversions', 'total_conversions'] },
  value: { names: ['value', 'total_conversion_value', 'conversion_value'], optional: true },
  nulls: { names: ['nulls', 'null', 'total_null', 'non_conversions'], optional: true },
  currency: { names: ['currency'], optional: true },
} as const;

/**
 * Reads counted paths: path, conversions, value of all of them, nulls (journeys with that path that did
 * not convert), and perhaps the currency of the value.
 *
 * @param separator between the channels of a path; spaces around it do not count
 * @throws CliError what {@link readTable} throws; `file_damaged` for a cell that is no count
 */
export async function readPaths(
  context: Pick<Context, 'stdin'>,
  file: string,
  separator: string,
): Promise<PathFile> {
  const rows = await readTable(context, file, columns);
  const problems = rowProblems(file === '-' ? 'The input' : file);
  const currencies = new Map<string, number>();
  let negative = 0;
  const counts = rows.map(({ line, cells }): PathCount => {
    const path = (cells.path ?? '').split(separator).map((channel) => channel.trim());
    if (path.some((channel) => channel === '')) {
      problems.add(line, cells.path ? 'a channel of the path is empty' : 'the path is empty');
    }
    const number = (name: 'conversions' | 'value' | 'nulls'): number => {
      const cell = cells[name];
      if (cell === undefined || (cell === '' && name !== 'conversions')) return 0;
      const value = cellNumber(cell);
      if (value === undefined) problems.add(line, `${name} is no number: ${JSON.stringify(cell)}`);
      else if (value < 0 && name !== 'value') problems.add(line, `${name} is below 0`);
      return value ?? 0;
    };
    const [conversions, value, nulls] = [number('conversions'), number('value'), number('nulls')];
    if (value < 0) negative += conversions;
    if (value !== 0 && conversions === 0) problems.add(line, 'there is value without a conversion');
    if (conversions > 0 && value !== 0) {
      const currency = (cells.currency ?? '').toUpperCase();
      currencies.set(currency, (currencies.get(currency) ?? 0) + conversions);
    }
    return { path, conversions, value, nulls };
  });
  problems.throwIfAny(
    `A line is a path such as ads${separator}email, a count of conversions, their value in all, and a count of journeys without conversion.`,
  );
  const found = [...currencies]
    .map(([currency, conversions]) => ({ currency, conversions }))
    .toSorted((a, b) => b.conversions - a.conversions);
  return {
    counts,
    currency: found[0]?.currency ?? '',
    valueRefused:
      negative > 0
        ? {
            why: `${negative} conversions have a value below 0: shares of a sum that cancels out mean nothing. Leave refunds out.`,
            found,
          }
        : found.length > 1
          ? {
              why: `Value comes in ${found.length} currencies (${found.map((one) => `${one.conversions} × ${one.currency || 'none'}`).join(', ')}). Convert it to one before.`,
              found,
            }
          : null,
  };
}
