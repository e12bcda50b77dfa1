import { PlotRows } from './plot-rows.tsx';
import type { PlotRow } from './plot-rows.tsx';

export interface IntervalRow extends PlotRow {
  value: number;
  low: number;
  high: number;
  /**
   * `flagged` is a filled triangle in the lost hue, `good` a filled diamond in the accent, `plain` a
   * hollow dot, `faint` a dashed one: never the colour alone.
   */
  weight: 'flagged' | 'good' | 'plain' | 'faint';
  /** The same of the other side of a comparison: a hollow square on a dashed line beneath. */
  other?: { value: number; low: number; high: number } | undefined;
  /** Printed right of the plot. */
  right: string;
  /** The same where there is no room. */
  rightShort: string;
}

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
  const { rows, rightWidth = 128 } = props;
  const both = rows.flatMap((row) => (row.other ? [row, row.other] : [row]));
  const two = both.length > rows.length;
  const least = props.domain?.[0] ?? Math.min(0, ...both.map((row) => row.low));
  const most = props.domain?.[1] ?? Math.max(0, ...both.map((row) => row.high));
  const room = (most - least || 1) * 0.04;
  return (
    <PlotRows
      rows={rows}
      {...(two && { rowHeight: 38 })}
      ariaLabel={props.ariaLabel}
      domain={[least - room, most + room]}
      format={props.format}
      axisLabel={props.axisLabel}
      right={{ wide: rightWidth + 12, narrow: 76 }}
      rightText={(row, narrow) => (narrow ? row.rightShort : row.right)}
      rowClass={({ weight }) => `interval-row ${weight}`}
      mark={({ low, value, high, weight, other }, x) => (
        <>
          <g {...(two && { transform: 'translate(0,-7)' })}>
            <line class="range" x1={x(low)} x2={x(high)} />
            <Mark at={x(value)} weight={weight} />
          </g>
          {other && (
            <g class="versus" transform="translate(0,9)">
              <line x1={x(other.low)} x2={x(other.high)} />
              <rect x={x(other.value) - 4} y={-4} width={8} height={8} />
            </g>
          )}
        </>
      )}
    />
  );
}
