import { createContext } from 'preact';
import type { ComponentChildren } from 'preact';
import { useContext, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatCount } from '../format/numbers.ts';
import { common } from '../words/common.ts';

export interface Column<Row> {
  label: string;
  /** Numbers stand right with tabular figures. */
  numeric?: boolean;
  /** Left out on narrow screens. */
  minor?: boolean;
  cell: (row: Row) => ComponentChildren;
}

const firstRows = 12;

/** Whether tables show all their rows: when they are exported, not read. */
export const AllRows = createContext(false);

/** A table of a report's rows; long ones open on demand. The first column names the row. */
export function DataTable<Row>(props: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  limit?: number;
  empty?: string;
}) {
  const whole = useContext(AllRows);
  const [open, setAll] = useState(false);
  const all = open || whole;
  const scroll = useRef<HTMLDivElement>(null);
  // What is wider than its room and has nothing to stop at is scrolled by the keyboard.
  useLayoutEffect(() => {
    const { current: box } = scroll;
    if (!box) return undefined;
    // After layout: each table that asks before makes the whole page be laid out once more.
    const observer = new ResizeObserver(() => {
      const isReached = box.querySelector('a[href], button, input, select') !== null;
      box.tabIndex = box.scrollWidth > box.clientWidth && !isReached ? 0 : -1;
    });
    observer.observe(box);
    if (box.firstElementChild) observer.observe(box.firstElementChild);
    return () => observer.disconnect();
  }, [props.rows.length === 0]);
  const limit = props.limit ?? firstRows;
  const { columns, rows } = props;
  if (rows.length === 0) return <p class="quiet">{props.empty ?? common('No rows.')}</p>;
  const shown = all ? rows : rows.slice(0, limit);
  const classOf = (column: Column<Row>) =>
    `${column.numeric ? 'numeric' : ''}${column.minor ? ' minor' : ''}`;
  return (
    <>
      <div ref={scroll} class="table-scroll" tabIndex={-1}>
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
          {all ? common('Show fewer') : common('Show all {n}', { n: formatCount(rows.length) })}
        </button>
      )}
    </>
  );
}
