import type { DurationQuantiles } from '@touchtrail/contract';

/** Durations on a track from 0 to the 90th percentile: the bar is the middle half, the tick the median. */
export function QuartileMark({ of, width }: { of: DurationQuantiles; width: number }) {
  const { p25, p50, p75, p90 } = of;
  if (p25 === null || p50 === null || p75 === null || p90 === null || p90 === 0) return null;
  const x = (ms: number) => (ms / p90) * width;
  return (
    <svg class="share-mark" width={width} height={12} aria-hidden="true">
      <rect class="track" x={0} y={4} width={width} height={4} rx={2} />
      <rect class="fill" x={x(p25)} y={4} width={Math.max(1, x(p75) - x(p25))} height={4} rx={2} />
      <path class="whisker" d={`M${x(p50)},1.5v9`} />
    </svg>
  );
}
