import { formatFigure } from '../../format/numbers.ts';
import { linear } from '../../marks/scale.ts';
import type { MapColumn } from './map-columns.ts';
import { say } from './say.ts';

const size = { width: 128, height: 96 } as const;
const most = 4;

/** Ratings of a phase's touchpoints: a dot each, its 95 % interval, and what was expected. */
export function Experience({ column }: { column: MapColumn }) {
  if (column.rated === undefined) return <span class="muted">…</span>;
  const rated = column.rated.slice(0, most);
  if (rated.length === 0) return <span class="muted">{say('no ratings')}</span>;
  const y = linear([1, 10], [size.height - 8, 8], 2);
  const pitch = size.width / rated.length;
  const text = rated
    .map(
      ({ name, row, expected }) =>
        `${name} ${formatFigure(row.mean.value)} (${formatFigure(row.mean.low)}–${formatFigure(row.mean.high)}, n ${row.rated})${expected === undefined ? '' : `, ${say('expected {n}', { n: formatFigure(expected) })}`}`,
    )
    .join('; ');
  return (
    <div class="experience" role="img" aria-label={text} title={text} tabIndex={0}>
      <svg width={size.width} height={size.height} aria-hidden="true">
        {[1, 5.5, 10].map((at) => (
          <line key={at} class="grid" x2={size.width} y1={y(at)} y2={y(at)} />
        ))}
        {rated.map(({ row, expected }, index) => {
          const x = pitch * (index + 0.5);
          const { value, low, high } = row.mean;
          return (
            <g key={row.touchpoint}>
              {low !== null && high !== null && (
                <line
                  class="band-line"
                  x1={x}
                  x2={x}
                  y1={y(Math.max(1, low))}
                  y2={y(Math.min(10, high))}
                />
              )}
              {value !== null && <circle class="rated" cx={x} cy={y(value)} r={4} />}
              {expected !== undefined && (
                <path class="expected" d={`M${x + 8},${y(expected)}l7,-4v8z`} />
              )}
              {value !== null && (
                <text x={x - 8} y={y(value)} dy="0.32em" text-anchor="end">
                  {formatFigure(value)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
}
