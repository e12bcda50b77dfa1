import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { words } from '../words/words.ts';

const say = words({
  'This could not be loaded. Reload the page.':
    'Das ließ sich nicht laden. Laden Sie die Seite neu.',
});

/**
 * A part of the page that is loaded when it is first shown: the page is there before it.
 *
 * @example
 * const Onboarding = lazy(async () => (await import('./onboarding.tsx')).Onboarding);
 */
export function lazy<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> {
  let Loaded: FunctionComponent<Props> | undefined;
  return (props) => {
    const [state, setState] = useState<'coming' | 'here' | 'failed'>('coming');
    useEffect(() => {
      if (Loaded) return undefined;
      let left = false;
      const come = async () => {
        try {
          Loaded = await load();
          if (!left) setState('here');
        } catch {
          if (!left) setState('failed');
        }
      };
      void come();
      return () => {
        left = true;
      };
    }, []);
    if (Loaded) return <Loaded {...props} />;
    return state === 'failed' ? (
      <p role="alert">{say('This could not be loaded. Reload the page.')}</p>
    ) : (
      <p class="quiet" aria-busy="true">
        …
      </p>
    );
  };
}
