import { useWidth } from '../ui/use-width.ts';
import { fitText } from './fit-text.ts';
import { linear } from './scale.ts';

export interface IntervalRow {
  key: string;
  label: string;
  value: number;
  low: number;
  high: number;
  /**
   * `flagged` is a filled triangle in the lost hue, `good` a filled diamond in the accent, `plain` a
   * hollow dot, `faint` a dashed one: never the colour alone.
   */
  weight: 'flagged' | 'good' | 'plain' | 'faint';
  /** Printed right of the plot. */
  right: string;
  /** The same where there is no room. */
  rightShort: string;
  description: string;
  onOpen?: () => void;
}

const rowHeight = 30;
const axisHeight = 24;

function Mark({ at, weight }: { at: number; weight: IntervalRow['weight'] }) {
  if (weight === 'good') return <path class="mark" d={`M${at},-6l6,6l-6,6l-6,-6z`} />;
  if (weight === 'flagged') return <path class="mark" d={`M${at},-6l6.5,11h-13z`} />;
  return <circle cx={at} r={4.5} />;
}

/** Dots with 95 % intervals on one axis with its zero marked: what stands clear of zero counts. */
export function IntervalRows(props: {
  rows: readonly IntervalRow[];
  axisLabel: string;
  format: (value: number) => string;
  ariaLabel: string;
  rightWidth?: number;
  /** Ends of the axis, where they do not come from the rows. */
  domain?: readonly [number, number];
}) {
  const [ref, width] = useWidth<HTMLDivElement>(640);
  const { rows } = props;
  const labelWidth = Math.min(200, Math.max(96, width * 0.3));
  const narrow = width < 480;
  const right = narrow ? 64 : (props.rightWidth ?? 128);
  const least = props.domain?.[0] ?? Math.min(0, ...rows.map((row) => row.low));
  const most = props.domain?.[1] ?? Math.max(0, ...rows.map((row) => row.high));
  const room = (most - least || 1) * 0.04;
  const x = linear(
    [least - room, most + room],
    [labelWidth + 12, width - right - 12],
    narrow ? 3 : 6,
  );
  const height = axisHeight + rows.length * rowHeight + 4;
  return (
    <div ref={ref} class="chart">
      <svg width={width} height={height} role="group" aria-label={props.ariaLabel}>
        <g class="axis">
          {x.ticks.map((tick) => (
            <g key={tick} transform={`translate(${Math.round(x(tick)) + 0.5},0)`}>
              <line class={tick === 0 ? 'zero' : 'grid'} y1={axisHeight - 6} y2={height} />
              <text y={10} text-anchor="middle">
                {props.format(tick)}
              </text>
            </g>
          ))}
          <text x={0} y={10}>
            {fitText(props.axisLabel, labelWidth, 11)}
          </text>
        </g>
        {rows.map((row, index) => (
          <g
            key={row.key}
            class={`interval-row ${row.weight}${row.onOpen ? ' open-able' : ''}`}
            transform={`translate(0,${axisHeight + index * rowHeight + rowHeight / 2})`}
            tabindex={0}
            role={row.onOpen ? 'link' : 'img'}
            aria-label={row.description}
            onClick={row.onOpen}
            onKeyDown={(event) => {
              if (event.key === 'Enter') row.onOpen?.();
            }}
          >
            <rect class="hit" x={0} y={-rowHeight / 2} width={width} height={rowHeight} rx={4} />
            <text class="label" x={4} dy="0.32em">
              {fitText(row.label, labelWidth - 8, 13)}
            </text>
            <line class="range" x1={x(row.low)} x2={x(row.high)} />
            <Mark at={x(row.value)} weight={row.weight} />
            <text class="right" x={width - 4} dy="0.32em" text-anchor="end">
              {narrow ? row.rightShort : row.right}
            </text>
            <title>{row.description}</title>
          </g>
        ))}
      </svg>
    </div>
  );
}
