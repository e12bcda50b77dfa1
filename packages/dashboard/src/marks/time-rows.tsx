import { formatCount, formatRate } from '../format/numbers.ts';
import { formatDuration } from '../format/times.ts';
import { useWidth } from '../ui/use-width.ts';
import { words } from '../words/words.ts';
import { fitText } from './fit-text.ts';
import type { TimeBins } from './time-bins.ts';

const say = words({
  '{label}: {bins}': '{label}: {bins}',
  'up to {time}: {n} ({share})': 'bis {time}: {n} ({share})',
  'longer: {n} ({share})': 'länger: {n} ({share})',
  longer: 'länger',
});

const rowHeight = 52;
const barMost = 34;
const axisHeight = 22;
const labelMost = 260;

/** One row of bars for each distribution of times, all on the same bins and the same scale of shares. */
export function TimeRows(props: {
  rows: readonly { key: string; label: string; median: number | null }[];
  bins: TimeBins;
  ariaLabel: string;
}) {
  const [ref, width] = useWidth<HTMLDivElement>(900);
  const { rows, bins } = props;
  const labelWidth = Math.min(labelMost, width * 0.34);
  const pitch = (width - labelWidth - 12) / Math.max(1, bins.upTo.length);
  // Edges are written as long as they do not touch.
  const every = Math.max(1, Math.ceil(44 / pitch));
  const height = rows.length * rowHeight + axisHeight;
  return (
    <div ref={ref} class="chart">
      <svg
        class="time-rows"
        width={width}
        height={height}
        role="group"
        aria-label={props.ariaLabel}
      >
        {rows.map((row, index) => {
          const counts = bins.counts[index] ?? [];
          const all = counts.reduce((sum, count) => sum + count, 0);
          const told = counts.flatMap((count, at) => {
            if (count === 0) return [];
            const upTo = bins.upTo[at] ?? null;
            const n = formatCount(count);
            const share = formatRate(count / all);
            return upTo === null
              ? say('longer: {n} ({share})', { n, share })
              : say('up to {time}: {n} ({share})', { time: formatDuration(upTo), n, share });
          });
          const text = say('{label}: {bins}', { label: row.label, bins: told.join(', ') });
          return (
            <g
              key={row.key}
              class="time-row"
              transform={`translate(0,${index * rowHeight})`}
              tabindex={0}
              role="img"
              aria-label={text}
            >
              <rect class="hit" y={2} width={width} height={rowHeight - 4} rx={4} />
              <text class="label" x={4} y={24}>
                {fitText(row.label, labelWidth - 12, 13)}
              </text>
              <text class="figures" x={4} y={41}>
                {`${formatDuration(row.median)} · ${formatCount(all)}`}
              </text>
              <line
                class="base-line"
                x1={labelWidth}
                x2={width - 12}
                y1={rowHeight - 7.5}
                y2={rowHeight - 7.5}
              />
              {counts.map((count, at) => {
                const tall = all === 0 || bins.most === 0 ? 0 : (count / all / bins.most) * barMost;
                return (
                  count > 0 && (
                    <rect
                      key={at}
                      class="fill converted"
                      x={labelWidth + at * pitch + 1}
                      y={rowHeight - 8 - Math.max(1, tall)}
                      width={Math.max(1, pitch - 2)}
                      height={Math.max(1, tall)}
                      rx={1.5}
                    />
                  )
                );
              })}
              <title>{text}</title>
            </g>
          );
        })}
        <g class="axis">
          {bins.upTo.map(
            (upTo, at) =>
              at % every === 0 && (
                <text
                  key={at}
                  x={labelWidth + (upTo === null ? at + 0.5 : at + 1) * pitch}
                  y={height - 6}
                  text-anchor="middle"
                >
                  {upTo === null ? say('longer') : formatDuration(upTo)}
                </text>
              ),
          )}
        </g>
      </svg>
    </div>
  );
}
