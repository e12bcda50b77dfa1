import { formatDay } from '../format/times.ts';
import { words } from '../words/words.ts';
import { sparkLayout } from './spark-layout.ts';
import type { SparkPoint } from './spark-layout.ts';

const say = words({
  '{what} by day: {first} on {from}, {last} on {to}; least {least}, most {most}.':
    '{what} nach Tag: {first} am {from}, {last} am {to}; am wenigsten {least}, am meisten {most}.',
  'Later days are too young to tell.': 'Spätere Tage sind zu jung dafür.',
  '{what} by day: nothing to tell yet.': '{what} nach Tag: noch nichts zu sagen.',
});

const height = 28;

/** What the line says, in words. */
function sentence(
  what: string,
  points: readonly SparkPoint[],
  format: (value: number) => string,
): string {
  const known = points.flatMap(({ day, value }) => (value === null ? [] : [{ day, value }]));
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) return say('{what} by day: nothing to tell yet.', { what });
  const values = known.map(({ value }) => value);
  const told = say(
    '{what} by day: {first} on {from}, {last} on {to}; least {least}, most {most}.',
    {
      what,
      first: format(first.value),
      from: formatDay(first.day),
      last: format(last.value),
      to: formatDay(last.day),
      least: format(Math.min(...values)),
      most: format(Math.max(...values)),
    },
  );
  return last.day === points.at(-1)?.day
    ? told
    : `${told} ${say('Later days are too young to tell.')}`;
}

/**
 * A figure over days, small: a line from zero, broken where nothing was observed, hatched where the days
 * are too young. Its numbers stand in a table nearby.
 *
 * @param format how a value is said.
 */
export function SparkLine(props: {
  what: string;
  points: readonly SparkPoint[];
  format: (value: number) => string;
  width?: number;
  hue?: 'converted' | 'open' | 'returned' | 'neutral';
}) {
  const { what, points, format, width = 140, hue = 'neutral' } = props;
  const { lines, alone, last, silentFrom } = sparkLayout(points, { width, height });
  return (
    <svg
      class={`spark ${hue}`}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={sentence(what, points, format)}
    >
      <line class="base" x1={0} x2={width} y1={height - 1.5} y2={height - 1.5} />
      {silentFrom !== undefined && (
        <rect
          class="fill open"
          x={silentFrom}
          y={height - 8}
          width={width - silentFrom}
          height={6}
        />
      )}
      {lines.map((line) => (
        <path
          key={line[0]?.x}
          class="line"
          d={line.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x},${y}`).join('')}
        />
      ))}
      {alone.map(({ x, y }) => (
        <circle key={x} class="dot" cx={x} cy={y} r={1.5} />
      ))}
      {last && <circle class="dot" cx={last.x} cy={last.y} r={2.5} />}
    </svg>
  );
}
