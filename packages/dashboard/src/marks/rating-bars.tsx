import { formatCount } from '../format/numbers.ts';
import { useWidth } from '../ui/use-width.ts';
import { linear, niceCeil } from './scale.ts';

const height = 180;
const bottom = 24;
const top = 20;

/** How often each rating from 1 to 10 was given. */
export function RatingBars(props: {
  bars: readonly { rating: number; count: number }[];
  ariaLabel: string;
}) {
  const [ref, measured] = useWidth<HTMLDivElement>(560);
  const width = Math.min(measured, 640);
  const most = niceCeil(Math.max(0, ...props.bars.map(({ count }) => count)));
  const y = linear([0, most], [height - bottom, top], 4);
  const pitch = width / Math.max(1, props.bars.length);
  const words = props.bars.map(({ rating, count }) => `${rating}: ${formatCount(count)}`);
  return (
    <div ref={ref} class="chart">
      <svg
        width={width}
        height={height}
        tabindex={0}
        role="img"
        aria-label={`${props.ariaLabel}: ${words.join(', ')}`}
      >
        <line class="base-line" x2={width} y1={height - bottom + 0.5} y2={height - bottom + 0.5} />
        {props.bars.map(({ rating, count }, index) => (
          <g key={rating} class="axis" transform={`translate(${index * pitch},0)`}>
            <rect
              class="fill neutral"
              x={pitch * 0.15}
              y={y(count)}
              width={pitch * 0.7}
              height={height - bottom - y(count)}
              rx={2}
            />
            {count > 0 && (
              <text x={pitch / 2} y={y(count) - 5} text-anchor="middle">
                {formatCount(count)}
              </text>
            )}
            <text x={pitch / 2} y={height - 8} text-anchor="middle">
              {rating}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}
