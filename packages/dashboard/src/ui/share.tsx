import type { Proportion } from '@touchtrail/contract';
import { words } from '../words/words.ts';
import { formatCount, formatInterval, formatRate } from '../format/numbers.ts';

const say = words({
  'Nothing was observed: this is not zero': 'Nichts wurde beobachtet: das ist nicht null',
  '{count} of {of}; 95 % interval {interval}': '{count} von {of}; 95-%-Intervall {interval}',
});

/** A share with its interval in words: value first, uncertainty beside it, counts on hover. */
export function Share({ of: share }: { of: Proportion }) {
  if (share.rate === null) {
    return (
      <span class="muted" title={say('Nothing was observed: this is not zero')}>
        –
      </span>
    );
  }
  return (
    <span
      class="share"
      title={say('{count} of {of}; 95 % interval {interval}', {
        count: formatCount(share.count),
        of: formatCount(share.of),
        interval: formatInterval(share),
      })}
    >
      {formatRate(share.rate)} <span class="interval">{formatInterval(share)}</span>
    </span>
  );
}
