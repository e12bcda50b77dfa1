import { go, site } from '../app/state.ts';
import { tooYoung } from '../app/young.ts';
import { formatDuration } from '../format/times.ts';
import { words } from '../words/words.ts';

const say = words({
  'No journey can count as abandoned yet: the data span {span}, the limit is {limit} of silence.':
    'Noch kann keine Journey als abgebrochen gelten: Die Daten reichen über {span}, die Grenze sind {limit} Stille.',
  'Abandoned after {days} d instead': 'Stattdessen nach {days} T abgebrochen',
});

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
        {say(
          'No journey can count as abandoned yet: the data span {span}, the limit is {limit} of silence.',
          { span: formatDuration(watchedMs), limit },
        )}
      </span>
      <button
        type="button"
        class="button small no-print"
        onClick={() => go({ abandonedAfter: instead })}
      >
        {say('Abandoned after {days} d instead', { days: Number.parseInt(instead, 10) })}
      </button>
    </p>
  );
}
