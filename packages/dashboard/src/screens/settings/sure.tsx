import { useLayoutEffect, useRef } from 'preact/hooks';
import { say } from './say.ts';

/** Asks once more before what cannot be taken back. */
export function Sure(props: {
  /** What it means. */
  why: string;
  yes: string;
  /** What the button is called to those who do not see where it stands. */
  label?: string;
  disabled: boolean;
  onYes: () => void;
  onNo: () => void;
}) {
  const { why, yes, label, disabled, onYes, onNo } = props;
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => button.current?.focus(), []);
  return (
    <>
      <span class="rule">{why}</span>{' '}
      <button
        ref={button}
        type="button"
        class="button small no-print"
        {...(label !== undefined && { 'aria-label': label })}
        disabled={disabled}
        onClick={onYes}
      >
        {yes}
      </button>{' '}
      <button type="button" class="button small no-print" onClick={onNo}>
        {say('No')}
      </button>
    </>
  );
}
