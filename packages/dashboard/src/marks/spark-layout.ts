/** A figure on a day (YYYY-MM-DD); null where nothing was observed, which is not zero. */
export interface SparkPoint {
  day: string;
  value: number | null;
}

interface Placed {
  x: number;
  y: number;
}

export interface SparkLayout {
  /** Runs of days that follow one another, each with a value: a gap is never bridged. */
  lines: Placed[][];
  /** Days with a value between two without. */
  alone: Placed[];
  last: Placed | undefined;
  /** Where the last day with a value ends, when later days have none yet. */
  silentFrom: number | undefined;
}

const dayMs = 86_400_000;

/**
 * A small line over days in order, from zero.
 *
 * @param box pixels.
 * @example
 * sparkLayout([{ day: '2026-11-01', value: 0.2 }, { day: '2026-11-02', value: null }], { width: 140, height: 28 });
 */
export function sparkLayout(
  points: readonly SparkPoint[],
  { width, height }: { width: number; height: number },
): SparkLayout {
  const inset = 2;
  const number = ({ day }: SparkPoint) => Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs);
  const begin = points[0] ? number(points[0]) : 0;
  const days = points.length > 0 ? number(points[points.length - 1] as SparkPoint) - begin : 0;
  const top = Math.max(0, ...points.map(({ value }) => value ?? 0)) || 1;
  const step = days > 0 ? (width - 2 * inset) / days : 0;
  const y = (value: number) => height - inset - (value / top) * (height - 2 * inset);
  const runs: Placed[][] = [];
  let before: number | undefined;
  for (const point of points) {
    const { value } = point;
    if (value === null) continue;
    const at = number(point) - begin;
    const place = { x: inset + at * step, y: y(value) };
    if (before === at - 1) runs.at(-1)?.push(place);
    else runs.push([place]);
    before = at;
  }
  return {
    lines: runs.filter((run) => run.length > 1),
    alone: runs.filter((run) => run.length === 1).flat(),
    last: runs.at(-1)?.at(-1),
    silentFrom: before !== undefined && before < days ? inset + (before + 0.5) * step : undefined,
  };
}
