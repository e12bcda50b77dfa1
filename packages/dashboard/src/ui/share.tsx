import type { Proportion } from '@touchtrail/contract';
import { formatCount, formatInterval, formatRate } from '../format/numbers.ts';

/** A share with its interval in words: value first, uncertainty beside it, counts on hover. */
export function Share({ of: share }: { of: Proportion }) {
  if (share.rate === null) {
    return (
      <span class="muted" title="Nothing was observed: this is not zero">
        –
      </span>
    );
  }
  return (
    <span
      class="share"
      title={`${formatCount(share.count)} of ${formatCount(share.of)}; 95 % interval ${formatInterval(share)}`}
    >
      {formatRate(share.rate)} <span class="interval">{formatInterval(share)}</span>
    </span>
  );
}
