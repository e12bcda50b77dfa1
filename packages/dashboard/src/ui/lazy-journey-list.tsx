import type { Behind } from '@touchtrail/contract/view';
import { useEffect, useState } from 'preact/hooks';
import type { JourneyList } from './journey-list.tsx';
import { words } from '../words/words.ts';

const say = words({
  'The list could not be loaded. Reload the page.':
    'Die Liste ließ sich nicht laden. Laden Sie die Seite neu.',
});

let List: typeof JourneyList | undefined;

/** The list, loaded when it is first asked for: a screen is there before anybody asks. */
export function LazyJourneyList({ behind }: { behind: Behind }) {
  const [state, setState] = useState<'coming' | 'here' | 'failed'>('coming');
  useEffect(() => {
    if (List) return undefined;
    let left = false;
    const load = async () => {
      try {
        List = (await import('./journey-list.tsx')).JourneyList;
        if (!left) setState('here');
      } catch {
        if (!left) setState('failed');
      }
    };
    void load();
    return () => {
      left = true;
    };
  }, []);
  if (List) return <List behind={behind} />;
  return state === 'failed' ? (
    <p role="alert">{say('The list could not be loaded. Reload the page.')}</p>
  ) : (
    <p class="quiet" aria-busy="true">
      …
    </p>
  );
}
