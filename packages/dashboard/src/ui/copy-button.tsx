import { useState } from 'preact/hooks';
import { words } from '../words/words.ts';

const say = words({
  Copied: 'Kopiert',
  'Select the text and copy it': 'Text markieren und kopieren',
});

/** Copies a text and says whether it did. */
export function CopyButton(props: {
  text: string | (() => string);
  label: string;
  quiet?: boolean;
}) {
  const [state, setState] = useState<'idle' | 'done' | 'failed'>('idle');
  const copy = async () => {
    try {
      const { text } = props;
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
      setState('done');
    } catch {
      // Pages on plain http outside loopback have no clipboard.
      setState('failed');
    }
    setTimeout(() => setState('idle'), 2_500);
  };
  const label = {
    idle: props.label,
    done: say('Copied'),
    failed: say('Select the text and copy it'),
  };
  return (
    <button
      type="button"
      class={props.quiet ? 'button quiet-button' : 'button'}
      aria-live="polite"
      onClick={() => void copy()}
    >
      {label[state]}
    </button>
  );
}
