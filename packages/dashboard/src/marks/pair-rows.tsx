import type { Proportion } from '@touchtrail/contract';
import { formatRate } from '../format/numbers.ts';
import { useWidth } from '../ui/use-width.ts';
import { fitText } from './fit-text.ts';
import { linear, niceCeil } from './scale.ts';

export interface PairRow {
  key: string;
  label: string;
  /** A filled diamond. */
  a: Proportion;
  /** A hollow dot. */
  b: Proportion;
  right: string;
  description: string;
}

const rowHeight = 34;
const axisHeight = 24;

/** Two shares a row with their 95 % intervals, one above the other on one axis from 0. */
export function PairRows(props: { rows: readonly PairRow[]; ariaLabel: string }) {
  const [ref, width] = useWidth<HTMLDivElement>(640);
  const { rows } = props;
  const labelWidth = Math.min(200, Math.max(96, width * 0.3));
  const most = niceCeil(Math.max(0.01, ...rows.flatMap(({ a, b }) => [a.high ?? 0, b.high ?? 0])));
  const x = linear([0, Math.min(1, most)], [labelWidth + 12, width - 80], width < 480 ? 3 : 6);
  const height = axisHeight + rows.length * rowHeight + 4;
  const range = ({ low, high }: Proportion, dy: number) =>
    low === null || high === null ? null : (
      <line class="range" x1={x(low)} x2={x(high)} y1={dy} y2={dy} />
    );
  return (
    <div ref={ref} class="chart">
      <svg width={width} height={height} role="group" aria-label={props.ariaLabel}>
        <g class="axis">
          {x.ticks.map((tick) => (
            <g key={tick} transform={`translate(${Math.round(x(tick)) + 0.5},0)`}>
              <line class={tick === 0 ? 'zero' : 'grid'} y1={axisHeight - 6} y2={height} />
              <text y={10} text-anchor="middle">
                {formatRate(tick)}
              </text>
            </g>
          ))}
        </g>
        {rows.map(({ key, label, a, b, right, description }, index) => (
          <g
            key={key}
            class="pair-row"
            transform={`translate(0,${axisHeight + index * rowHeight + rowHeight / 2})`}
            tabindex={0}
            role="img"
            aria-label={description}
          >
            <rect class="hit" y={-rowHeight / 2} width={width} height={rowHeight} rx={4} />
            <text class="label" x={4} dy="0.32em">
              {fitText(label, labelWidth - 8, 13)}
            </text>
            <g class="a">
              {range(a, -5)}
              {a.rate !== null && <path class="mark" d={`M${x(a.rate)},-10l5,5l-5,5l-5,-5z`} />}
            </g>
            <g class="b">
              {range(b, 6)}
              {b.rate !== null && <circle cx={x(b.rate)} cy={6} r={4} />}
            </g>
            <text class="right" x={width - 4} dy="0.32em" text-anchor="end">
              {right}
            </text>
            <title>{description}</title>
          </g>
        ))}
      </svg>
    </div>
  );
}
