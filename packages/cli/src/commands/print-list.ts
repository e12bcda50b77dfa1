import type { Context, OptionValues } from '../context.ts';
import { flag } from '../context.ts';
import { textTable } from '../terminal/text-table.ts';

/**
 * Prints what a list command found: all of it as JSON with `--json`, else these columns as a table.
 *
 * @returns the exit code
 */
export function printList<Item>(
  context: Context,
  options: OptionValues,
  columns: readonly string[],
  items: readonly Item[],
  row: (item: Item) => Readonly<Record<string, unknown>>,
): number {
  context.out(
    flag(options, 'json')
      ? `${JSON.stringify(items)}\n`
      : textTable(
          columns.map((key) => ({ key, label: key })),
          items.map(row),
          { bold: context.colour.stdout },
        ),
  );
  return 0;
}

/** The day of an instant, in UTC; empty for none. */
export const dayOf = (ms: number | null | undefined): string =>
  ms === null || ms === undefined ? '' : new Date(ms).toISOString().slice(0, 10);
