import type { JourneysResult } from '@touchtrail/contract';
import { formatCompact, formatCount } from '../format/numbers.ts';
import { formatDay } from '../format/times.ts';
import { useCursor } from '../ui/use-cursor.ts';
import { useWidth } from '../ui/use-width.ts';
import { words } from '../words/words.ts';
import { seriesLayout } from './series-layout.ts';

const say = words({
  '{day}: {started} started · {converted} converted · {abandoned} abandoned · {open} open':
    '{day}: {started} begonnen · {converted} konvertiert · {abandoned} abgebrochen · {open} offen',
  'Journeys started by day. Arrow keys read the days.':
    'Begonnene Journeys nach Tag. Pfeiltasten lesen die Tage.',
});

const height = 232;
const box = { left: 40, top: 12, right: 4, bottom: 26 };

/** Journeys by the day of their first touch, stacked by what became of them. */
export function OutcomeSeries({ series }: { series: JourneysResult['series'] }) {
  const [ref, width] = useWidth<HTMLDivElement>(800);
  const layout = seriesLayout(series, {
    left: box.left,
    top: box.top,
    width: width - box.left - box.right,
    height: height - box.top - box.bottom,
  });
  const cursor = useCursor(series.length, layout.at);
  const bar = cursor.index === null ? undefined : layout.bars[cursor.index];
  return (
    <div ref={ref} class="chart">
      <p class="readout" role="status">
        {bar
          ? say(
              '{day}: {started} started · {converted} converted · {abandoned} abandoned · {open} open',
              {
                day: formatDay(bar.day.day, 'long'),
                started: formatCount(bar.day.started),
                converted: formatCount(bar.day.converted),
                abandoned: formatCount(bar.day.abandoned),
                open: formatCount(bar.day.open),
              },
            )
          : '\u00A0'}
      </p>
      <svg
        width={width}
        height={height}
        tabindex={0}
        role="group"
        aria-label={say('Journeys started by day. Arrow keys read the days.')}
        {...cursor.handlers}
      >
        {layout.y.ticks.filter(Number.isInteger).map((tick) => (
          <g key={tick} class="axis" transform={`translate(0,${Math.round(layout.y(tick)) + 0.5})`}>
            <line class={tick === 0 ? 'base' : 'grid'} x1={box.left} x2={width - box.right} />
            <text x={box.left - 8} dy="0.32em" text-anchor="end">
              {formatCompact(tick)}
            </text>
          </g>
        ))}
        {bar && (
          <rect
            class="cursor-band"
            x={bar.x - 2}
            width={layout.barWidth + 4}
            y={box.top}
            height={height - box.top - box.bottom}
          />
        )}
        {layout.bars.map(({ day, x, parts }) => (
          <g key={day.day}>
            {parts.map(
              (part) =>
                part.height > 0 && (
                  <rect
                    key={part.outcome}
                    class={`fill ${part.outcome}`}
                    x={x}
                    y={part.y}
                    width={layout.barWidth}
                    height={part.height}
                  />
                ),
            )}
          </g>
        ))}
        <g class="axis">
          {layout.labels.map((label) => (
            <text
              key={label.day}
              x={Math.min(label.x, width - 20)}
              y={height - 8}
              text-anchor="middle"
            >
              {formatDay(label.day)}
            </text>
          ))}
        </g>
      </svg>
    </div>
  );
}
