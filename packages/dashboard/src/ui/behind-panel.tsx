import { formatBehind } from '@touchtrail/contract/view';
import type { Behind } from '@touchtrail/contract/view';
import { useEffect, useRef } from 'preact/hooks';
import { go, view } from '../app/state.ts';
import { common } from '../words/common.ts';
import { words } from '../words/words.ts';
import { Link } from './link.tsx';
import { LazyJourneyList } from './lazy-journey-list.tsx';
import { touchpointName } from '../words/registry-names.ts';

const say = words({
  'The people behind the figure': 'Die Menschen hinter der Zahl',
  'See the paths from {touchpoint}': 'Die Wege ab {touchpoint} ansehen',
});

/** The touchpoint that a figure is about, and that paths may begin with. */
function placeOf(behind: Behind): string | undefined {
  // What people do not see is on none of their paths.
  if (behind.kind === 'backstage') return undefined;
  if ('touchpoint' in behind) return behind.touchpoint;
  if (behind.kind === 'returned') return behind.to ?? behind.from;
  return behind.kind === 'moved' && behind.from !== '(start)' ? behind.from : undefined;
}

function close(): void {
  // The focus goes back to the figure, which is not marked any more afterwards.
  const from = document.querySelector<HTMLElement>('a.behind[aria-current]');
  go({ behind: null });
  from?.focus();
}

/** The journeys behind the figure that the address names; nothing without one. */
export function BehindPanel() {
  const { behind } = view.value;
  const place = useRef<HTMLElement | null>(null);
  const key = behind && formatBehind(behind);
  useEffect(() => {
    if (key === null) return;
    place.current?.scrollIntoView({ block: 'start' });
    place.current?.focus({ preventScroll: true });
  }, [key]);
  if (behind === null) return null;
  const touchpoint = placeOf(behind);
  return (
    <section
      ref={place}
      class="behind-panel"
      tabIndex={-1}
      aria-label={say('The people behind the figure')}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <div class="controls no-print">
        <button type="button" class="button quiet-button" onClick={close}>
          {common('Close')}
        </button>
        {touchpoint !== undefined && (
          <Link
            to={{
              screen: 'flow',
              choices: { map: 'steps' },
              flow: { startAt: touchpoint, unit: 'journey' },
              marks: { end: null },
            }}
          >
            {say('See the paths from {touchpoint}', { touchpoint: touchpointName(touchpoint) })}
          </Link>
        )}
      </div>
      <LazyJourneyList behind={behind} />
    </section>
  );
}
