import type { ComponentChildren } from 'preact';
import { useWidth } from '../ui/use-width.ts';
import { fitText, textWidth } from './fit-text.ts';
import { evenTexts } from './even-texts.ts';
import { linear } from './scale.ts';
import type { Scale } from './scale.ts';

/** What a row has whatever is drawn in it. */
export interface PlotRow {
  key: string;
  label: string;
  description: string;
  onOpen?: () => void;
}

const axisHeight = 24;

/** A link's name begins as it is drawn: who speaks to the browser says what they read. */
function spoken({ label, description }: PlotRow, shown: string, right: string): string {
  const rest = description.startsWith(`${label}: `)
    ? description.slice(label.length + 2)
    : description;
  return `${shown} ${right}: ${shown === label ? '' : `${label}, `}${rest}`;
}

/**
 * The frame of charts with a row for each thing: labels at the left, one axis over all rows, words at
 * the right. What stands on the axis is the caller's, drawn around y = 0.
 */
export function PlotRows<Row extends PlotRow>(props: {
  rows: readonly Row[];
  ariaLabel: string;
  /** Ends of the axis. */
  domain: readonly [number, number];
  format: (value: number) => string;
  /** Over the labels. */
  axisLabel?: string;
  rowHeight?: number;
  /** The broadest the labels may get, in pixels. */
  labelMost?: number;
  /** Pixels right of the axis, in a wide and in a narrow chart. */
  right: { wide: number; narrow: number };
  rightText: (row: Row, narrow: boolean) => string;
  labelText?: (row: Row) => string;
  rowClass: (row: Row) => string;
  mark: (row: Row, x: Scale) => ComponentChildren;
}) {
  const [ref, width] = useWidth<HTMLDivElement>(640);
  const { rows, rowHeight = 30, labelMost = 200 } = props;
  const narrow = width < 480;
  const labelWidth = Math.min(labelMost, Math.max(96, width * 0.3));
  // Words are longer in one language than in another: none may lie over its mark.
  const longest = Math.max(0, ...rows.map((row) => textWidth(props.rightText(row, narrow), 13)));
  const least = narrow ? props.right.narrow : props.right.wide;
  const right = Math.min(width * 0.45, Math.max(least, longest + 28));
  const room = width - right - labelWidth - 12;
  const x = linear(
    props.domain,
    [labelWidth + 12, width - right],
    Math.max(2, Math.min(narrow ? 3 : 6, Math.floor(room / 64))),
  );
  const tickTexts = evenTexts(x.ticks.map(props.format));
  const height = axisHeight + rows.length * rowHeight + 4;
  return (
    <div ref={ref} class="chart">
      <svg width={width} height={height} role="group" aria-label={props.ariaLabel}>
        <g class="axis">
          {x.ticks.map((tick, index) => (
            <g key={tick} transform={`translate(${Math.round(x(tick)) + 0.5},0)`}>
              <line class={tick === 0 ? 'zero' : 'grid'} y1={axisHeight - 6} y2={height} />
              <text y={10} text-anchor="middle">
                {tickTexts[index]}
              </text>
            </g>
          ))}
          {props.axisLabel !== undefined && (
            <text x={0} y={10}>
              {fitText(props.axisLabel, labelWidth - 18, 11)}
            </text>
          )}
        </g>
        {rows.map((row, index) => {
          const short = fitText(props.labelText?.(row) ?? row.label, labelWidth - 8, 13);
          const words = props.rightText(row, narrow);
          return (
            <g
              key={row.key}
              class={`${props.rowClass(row)}${row.onOpen ? ' open-able' : ''}`}
              transform={`translate(0,${axisHeight + index * rowHeight + rowHeight / 2})`}
              tabindex={0}
              role={row.onOpen ? 'link' : 'img'}
              aria-label={row.onOpen ? spoken(row, short, words) : row.description}
              onClick={row.onOpen}
              onKeyDown={(event) => {
                if (event.key === 'Enter') row.onOpen?.();
              }}
            >
              <rect class="hit" y={-rowHeight / 2} width={width} height={rowHeight} rx={4} />
              <text class="label" x={4} dy="0.32em">
                {short}
              </text>{' '}
              {props.mark(row, x)}
              <text class="right" x={width - 4} dy="0.32em" text-anchor="end">
                {words}
              </text>
              <title>{row.description}</title>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
