import { go } from '../app/state.ts';
import { tooYoung } from '../app/young.ts';
import { plural } from '../format/numbers.ts';
import { formatDuration } from '../format/times.ts';

/** Says that no journey can be lost yet, and offers the limit that would show losses. */
export function TooYoung({ report }: { report: Parameters<typeof tooYoung>[0] }) {
  const young = tooYoung(report);
  if (!young) return null;
  const { instead } = young;
  return (
    <p class="note young" role="status">
      <span>
        {plural(young.days, 'day is', 'days are')} watched, and a journey is abandoned only after{' '}
        {formatDuration(report.parameters.inactivityLimit)} of silence: none can be yet, so shares
        of closed journeys hold conversions only.
      </span>
      {instead && (
        <button
          type="button"
          class="button small no-print"
          onClick={() => go({ abandonedAfter: instead })}
        >
          Abandoned after {Number.parseInt(instead, 10)} d instead
        </button>
      )}
    </p>
  );
}
