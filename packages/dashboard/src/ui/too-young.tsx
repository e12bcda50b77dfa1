import { go, site } from '../app/state.ts';
import { tooYoung } from '../app/young.ts';
import { formatDuration } from '../format/times.ts';

/**
 * Says that no journey can be lost yet, and offers the limit that would show losses. Where none would,
 * the report's own warning is enough.
 */
export function TooYoung({ report }: { report: Parameters<typeof tooYoung>[0] }) {
  const young = tooYoung(report, site.value?.firstTouchAt);
  if (!young?.instead) return null;
  const { instead, watchedMs } = young;
  const limit = formatDuration(report.parameters.inactivityLimit ?? null);
  return (
    <p class="note young" role="status">
      <span>
        No journey can count as abandoned yet: the data span {formatDuration(watchedMs)}, the limit
        is {limit} of silence.
      </span>
      <button
        type="button"
        class="button small no-print"
        onClick={() => go({ abandonedAfter: instead })}
      >
        Abandoned after {Number.parseInt(instead, 10)} d instead
      </button>
    </p>
  );
}
