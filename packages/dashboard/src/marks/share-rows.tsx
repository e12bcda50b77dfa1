import type { Proportion } from '@touchtrail/contract';
import { formatRate } from '../format/numbers.ts';
import { useWidth } from '../ui/use-width.ts';
import { fitText } from './fit-text.ts';
import { linear, niceCeil } from './scale.ts';

export interface ShareRow {
  key: string;
  label: string;
  share: Proportion;
  /** `flagged` in the lost hue with a triangle beside its label. */
  weight: 'flagged' | 'plain';
  right: string;
  description: string;
}

const rowHeight = 30;
const axisHeight = 24;

/** Shares as bars from 0 with their 95 % intervals. */
export function ShareRows(props: { rows: readonly ShareRow[]; ariaLabel: string }) {
  const [ref, width] = useWidth<HTMLDivElement>(640);
  const { rows } = props;
  const labelWidth = Math.min(220, Math.max(96, width * 0.3));
  const right = width < 480 ? 64 : 190;
  const most = niceCeil(Math.max(0.01, ...rows.map(({ share }) => share.high ?? 0)));
  const x = linear([0, Math.min(1, most)], [labelWidth + 12, width - right], width < 480 ? 3 : 6);
  const zero = x(0);
  const height = axisHeight + rows.length * rowHeight + 4;
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
        {rows.map(({ key, label, share, weight, right: words, description }, index) => (
          <g
            key={key}
            class={`share-row ${weight}`}
            transform={`translate(0,${axisHeight + index * rowHeight + rowHeight / 2})`}
            tabindex={0}
            role="img"
            aria-label={description}
          >
            <rect class="hit" y={-rowHeight / 2} width={width} height={rowHeight} rx={4} />
            <text class="label" x={4} dy="0.32em">
              {fitText(`${weight === 'flagged' ? '▲ ' : ''}${label}`, labelWidth - 8, 13)}
            </text>
            {share.rate !== null && (
              <rect
                class={`fill ${weight === 'flagged' ? 'lost' : 'neutral'}`}
                x={zero}
                y={-6}
                width={Math.max(1, x(share.rate) - zero)}
                height={12}
                rx={2}
              />
            )}
            {share.low !== null && share.high !== null && (
              <path class="whisker" d={`M${x(share.low)},0H${x(share.high)}`} />
            )}
            <text class="right" x={width - 4} dy="0.32em" text-anchor="end">
              {width < 480 ? formatRate(share.rate) : `${formatRate(share.rate)} · ${words}`}
            </text>
            <title>{description}</title>
          </g>
        ))}
      </svg>
    </div>
  );
}
