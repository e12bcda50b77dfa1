import { useState } from 'preact/hooks';

/** Copies a text and says whether it did. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [state, setState] = useState<'idle' | 'done' | 'failed'>('idle');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('done');
    } catch {
      // Pages on plain http outside loopback have no clipboard.
      setState('failed');
    }
    setTimeout(() => setState('idle'), 2_500);
  };
  const words = { idle: label, done: 'Copied', failed: 'Select the text and copy it' };
  return (
    <button type="button" class="button" aria-live="polite" onClick={() => void copy()}>
      {words[state]}
    </button>
  );
}
