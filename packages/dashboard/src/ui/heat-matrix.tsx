import type { Behind } from '@touchtrail/contract/view';
import { formatCount } from '../format/numbers.ts';
import { words } from '../words/words.ts';
import { BehindLink } from './behind-link.tsx';
import { Name } from './name.tsx';

const say = words({
  'One more row or column: see the table.': 'Eine weitere Zeile oder Spalte: siehe Tabelle.',
  '{n} more rows or columns: see the table.': '{n} weitere Zeilen oder Spalten: siehe Tabelle.',
});

export interface HeatCell {
  row: string;
  column: string;
  /** Decides the shade. */
  value: number;
  /** Decides which rows and columns stand first. */
  weight: number;
  text: string;
  title: string;
  /** Whose journeys the cell lists. */
  behind?: Behind;
}

/** Per cent of the hue in the deepest cell: deeper, and its number could not be read. */
const deepest = 52;
const size = { rows: 12, columns: 8 };

const heaviest = (cells: readonly HeatCell[], side: 'row' | 'column'): string[] => {
  const sums = new Map<string, number>();
  for (const cell of cells) sums.set(cell[side], (sums.get(cell[side]) ?? 0) + cell.weight);
  return [...sums].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([key]) => key);
};

/** A matrix whose cells say their number and are shaded by it. */
export function HeatMatrix(props: {
  caption: string;
  rowLabel: string;
  columnLabel: string;
  cells: readonly HeatCell[];
}) {
  const rows = heaviest(props.cells, 'row');
  const columns = heaviest(props.cells, 'column');
  const at = new Map(props.cells.map((cell) => [JSON.stringify([cell.row, cell.column]), cell]));
  const most = Math.max(0, ...props.cells.map(({ value }) => value));
  const left = Math.max(0, rows.length - size.rows) + Math.max(0, columns.length - size.columns);
  return (
    <>
      <div class="table-scroll">
        <table class="matrix">
          <caption class="hidden">{props.caption}</caption>
          <thead>
            <tr>
              <th scope="col">
                {props.rowLabel} ↓
                <br />
                {props.columnLabel} →
              </th>
              {columns.slice(0, size.columns).map((column) => (
                <th key={column} scope="col" class="tilted">
                  <Name wrap>{column}</Name>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, size.rows).map((row) => (
              <tr key={row}>
                <th scope="row">
                  <Name>{row}</Name>
                </th>
                {columns.slice(0, size.columns).map((column) => {
                  const cell = at.get(JSON.stringify([row, column]));
                  const depth = cell && most > 0 ? cell.value / most : 0;
                  return (
                    <td
                      key={column}
                      class={depth > 0.55 ? 'cell deep' : 'cell'}
                      style={{ '--depth': `${Math.round(Math.sqrt(depth) * deepest)}%` }}
                      title={cell?.title}
                    >
                      {cell?.behind ? (
                        <BehindLink of={cell.behind}>{cell.text}</BehindLink>
                      ) : (
                        (cell?.text ?? '·')
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {left > 0 && (
        <p class="quiet">
          {left === 1
            ? say('One more row or column: see the table.')
            : say('{n} more rows or columns: see the table.', { n: formatCount(left) })}
        </p>
      )}
    </>
  );
}
