import type { FigureValue, Proportion } from '@touchtrail/contract';
import { formatCount, formatInterval, formatRate } from '../format/numbers.ts';
import { useCursor } from '../ui/use-cursor.ts';
import { useWidth } from '../ui/use-width.ts';
import { words } from '../words/words.ts';
import { linear, niceCeil } from './scale.ts';

const say = words({
  'Within {days} d: {rate} ({interval}) – {n} of {all} pauses':
    'Binnen {days} T: {rate} ({interval}) – {n} von {all} Pausen',
  'Share returned by days since the last touch. Arrow keys read the days.':
    'Anteil zurück nach Tagen seit dem letzten Kontakt. Pfeiltasten lesen die Tage.',
  'the other side {rate} ({interval})': 'die andere Seite {rate} ({interval})',
  'days since the last touch': 'Tage seit dem letzten Kontakt',
});

type Point = { day: number; returned: Proportion };
const height = 250;
const box = { left: 48, top: 14, right: 56, bottom: 40 };

/** The share that came back, by whole days since the last touch, in a 95 % band. */
export function ReturnCurve(props: {
  curve: readonly Point[];
  /** Of the other side of a comparison, where there is one. */
  other: (day: number) => FigureValue | null;
}) {
  const { curve } = props;
  const [ref, width] = useWidth<HTMLDivElement>(560);
  const points = curve.filter(({ returned }) => returned.rate !== null);
  const lastDay = Math.max(1, ...curve.map(({ day }) => day));
  const others = curve.flatMap(({ day }) => {
    const { value = null, low = null, high = null } = props.other(day) ?? {};
    return value === null || low === null || high === null ? [] : [{ day, value, low, high }];
  });
  const highest = [...points.map((p) => p.returned.high ?? 0), ...others.map((o) => o.high)];
  const top = Math.min(1, niceCeil(Math.max(0.05, ...highest)));
  const x = linear([0, lastDay], [box.left, width - box.right], width < 480 ? 4 : 7);
  const y = linear([0, top], [height - box.bottom, box.top], 4);
  const cursor = useCursor(points.length, (pixel) => {
    let nearest = 0;
    for (const [index, { day }] of points.entries()) {
      if (Math.abs(x(day) - pixel) < Math.abs(x(points[nearest]?.day ?? 0) - pixel))
        nearest = index;
    }
    return nearest;
  });
  const at = (key: 'low' | 'high' | 'rate') =>
    points.map(({ day, returned }) => `${x(day)},${y(returned[key] ?? 0)}`);
  const otherAt = (key: 'low' | 'high' | 'value') =>
    others.map((one) => `${x(one.day)},${y(one[key])}`).join(' ');
  const last = points.at(-1);
  const lastOther = others.at(-1);
  const lastOtherY = lastOther && y(lastOther.value);
  const lastY = last && y(last.returned.rate ?? 0);
  // Two ends that meet would be written over each other.
  const apart =
    lastY === undefined || lastOtherY === undefined
      ? 0
      : Math.max(0, 15 - Math.abs(lastY - lastOtherY)) * (lastOtherY >= lastY ? 1 : -1);
  const read = cursor.index === null ? undefined : points[cursor.index];
  const readOther = read && others.find(({ day }) => day === read.day);
  return (
    <div ref={ref} class="chart">
      <p class="readout" role="status">
        {read
          ? say('Within {days} d: {rate} ({interval}) – {n} of {all} pauses', {
              days: read.day,
              rate: formatRate(read.returned.rate),
              interval: formatInterval(read.returned),
              n: formatCount(read.returned.count),
              all: formatCount(read.returned.of),
            }) +
            (readOther
              ? ` · ${say('the other side {rate} ({interval})', {
                  rate: formatRate(readOther.value),
                  interval: formatInterval(readOther),
                })}`
              : '')
          : '\u00A0'}
      </p>
      <svg
        width={width}
        height={height}
        tabindex={0}
        role="group"
        aria-label={say('Share returned by days since the last touch. Arrow keys read the days.')}
        {...cursor.handlers}
      >
        <g class="axis">
          {y.ticks.map((tick) => (
            <g key={tick} transform={`translate(0,${Math.round(y(tick)) + 0.5})`}>
              <line class={tick === 0 ? 'base' : 'grid'} x1={box.left} x2={width - box.right} />
              <text x={box.left - 8} dy="0.32em" text-anchor="end">
                {`${Math.round(tick * 1_000) / 10}\u202F%`}
              </text>
            </g>
          ))}
          {x.ticks
            .filter((tick) => Number.isInteger(tick))
            .map((tick) => (
              <text key={tick} x={x(tick)} y={height - box.bottom + 18} text-anchor="middle">
                {tick}
              </text>
            ))}
          <text x={(box.left + width - box.right) / 2} y={height - 4} text-anchor="middle">
            {say('days since the last touch')}
          </text>
        </g>
        {points.length > 1 && (
          <>
            <polygon class="band" points={[...at('high'), ...at('low').toReversed()].join(' ')} />
            <polyline class="curve" points={at('rate').join(' ')} />
          </>
        )}
        {lastOther && (
          <g class="versus">
            <polyline class="band-edge" points={otherAt('low')} />
            <polyline class="band-edge" points={otherAt('high')} />
            <polyline points={otherAt('value')} />
            <text
              class="end-label"
              x={x(lastOther.day) + 8}
              y={y(lastOther.value) + apart}
              dy="0.32em"
            >
              {formatRate(lastOther.value)}
            </text>
          </g>
        )}
        {points.map(({ day, returned }) => (
          <circle key={day} class="curve-dot" cx={x(day)} cy={y(returned.rate ?? 0)} r={2.5} />
        ))}
        {last && (
          <text class="end-label" x={x(last.day) + 8} y={y(last.returned.rate ?? 0)} dy="0.32em">
            {formatRate(last.returned.rate)}
          </text>
        )}
        {read && (
          <g transform={`translate(${x(read.day)},0)`}>
            <line class="cursor-line" y1={box.top} y2={height - box.bottom} />
            <circle class="cursor-dot" cy={y(read.returned.rate ?? 0)} r={4.5} />
          </g>
        )}
      </svg>
    </div>
  );
}
