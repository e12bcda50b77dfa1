import type { Proportion } from '@touchtrail/contract';

/** A share on a track from 0 to 100 %: the bar is the value, the bracket its 95 % interval. */
export function ShareMark({
  of: share,
  width = 96,
  hue = 'converted',
}: {
  of: Proportion;
  width?: number;
  hue?: 'converted' | 'open' | 'returned';
}) {
  const { rate, low, high } = share;
  return (
    <svg class="share-mark" width={width} height={12} aria-hidden="true">
      <rect class="track" x={0} y={4} width={width} height={4} rx={2} />
      {rate !== null && (
        <rect
          class={`fill ${hue}`}
          x={0}
          y={4}
          width={Math.max(rate * width, 1)}
          height={4}
          rx={2}
        />
      )}
      {low !== null && high !== null && (
        <path
          class="whisker"
          d={`M${low * width},6H${high * width}M${low * width},2.5v7M${high * width},2.5v7`}
        />
      )}
    </svg>
  );
}
