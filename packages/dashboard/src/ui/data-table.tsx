import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { formatCount } from '../format/numbers.ts';

export interface Column<Row> {
  label: string;
  /** Numbers stand right with tabular figures. */
  numeric?: boolean;
  /** Left out on narrow screens. */
  minor?: boolean;
  cell: (row: Row) => ComponentChildren;
}

const firstRows = 12;

/** A table of a report's rows; long ones open on demand. The first column names the row. */
export function DataTable<Row>(props: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  limit?: number;
  empty?: string;
}) {
  const [all, setAll] = useState(false);
  const limit = props.limit ?? firstRows;
  const { columns, rows } = props;
  if (rows.length === 0) return <p class="quiet">{props.empty ?? 'No rows.'}</p>;
  const shown = all ? rows : rows.slice(0, limit);
  const classOf = (column: Column<Row>) =>
    `${column.numeric ? 'numeric' : ''}${column.minor ? ' minor' : ''}`;
  return (
    <>
      <div class="table-scroll" tabIndex={-1}>
        <table>
          <caption class="hidden">{props.caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.label} scope="col" class={classOf(column)}>
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={props.rowKey(row)}>
                {columns.map((column, index) =>
                  index === 0 ? (
                    <th key={column.label} scope="row" class={classOf(column)}>
                      {column.cell(row)}
                    </th>
                  ) : (
                    <td key={column.label} class={classOf(column)}>
                      {column.cell(row)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > limit && (
        <button type="button" class="button quiet-button no-print" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${formatCount(rows.length)}`}
        </button>
      )}
    </>
  );
}
