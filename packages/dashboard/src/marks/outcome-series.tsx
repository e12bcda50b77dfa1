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
  '{n} on the other side': '{n} auf der anderen Seite',
  'Journeys started by day. Arrow keys read the days.':
    'Begonnene Journeys nach Tag. Pfeiltasten lesen die Tage.',
  'Journeys started by day. Arrow keys read the days, Enter notes what happened.':
    'Begonnene Journeys nach Tag. Pfeiltasten lesen die Tage, Enter notiert, was geschah.',
});

const height = 232;
const box = { left: 40, top: 12, right: 4, bottom: 26 };

/** What happened on a day, in the order of days. */
export interface DayNote {
  day: string;
  text: string;
}

/** Journeys by the day of their first touch, stacked by what became of them. */
export function OutcomeSeries(props: {
  series: JourneysResult['series'];
  /** Journeys started on the days it is compared with, in the same order. */
  other?: readonly number[];
  notes?: readonly DayNote[];
  /** Asked to note something on a day. */
  onNote?: ((day: string) => void) | undefined;
}) {
  const { series, other = [], notes = [], onNote } = props;
  const [ref, width] = useWidth<HTMLDivElement>(800);
  // Room for the numbers of notes.
  const top = notes.length > 0 ? box.top + 16 : box.top;
  const layout = seriesLayout(
    series,
    {
      left: box.left,
      top,
      width: width - box.left - box.right,
      height: height - top - box.bottom,
    },
    notes.map(({ day }) => day),
    other,
  );
  const cursor = useCursor(series.length, layout.at);
  const bar = cursor.index === null ? undefined : layout.bars[cursor.index];
  const told = notes.filter(({ day }) => day === bar?.day.day).map(({ text }) => text);
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
        {bar && cursor.index !== null && other[cursor.index] !== undefined && (
          <> · {say('{n} on the other side', { n: formatCount(other[cursor.index] ?? 0) })}</>
        )}
        {told.length > 0 && <bdi> · {told.join(' · ')}</bdi>}
      </p>
      <svg
        width={width}
        height={height}
        tabindex={0}
        role="group"
        aria-label={
          onNote
            ? say('Journeys started by day. Arrow keys read the days, Enter notes what happened.')
            : say('Journeys started by day. Arrow keys read the days.')
        }
        {...cursor.handlers}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && bar && onNote) onNote(bar.day.day);
          else cursor.handlers.onKeyDown(event);
        }}
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
            y={top}
            height={height - top - box.bottom}
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
        {layout.other !== '' && (
          <g class="versus">
            <path class="days" d={layout.other} />
          </g>
        )}
        {layout.notes.map(({ day, x, number }) => (
          <g key={number} class="day-note" transform={`translate(${x},0)`}>
            <line y1={box.top + 6} y2={height - box.bottom} />
            <circle cy={box.top} r={8} />
            <text y={box.top} dy="0.35em" text-anchor="middle">
              {number}
            </text>
            <title>{`${formatDay(day, 'long')}: ${notes[number - 1]?.text ?? ''}`}</title>
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
