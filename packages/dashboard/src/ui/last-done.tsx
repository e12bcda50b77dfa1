import type { ComponentChildren } from 'preact';
import { common } from '../words/common.ts';

/** What was done last and how to take it back, or why it was not done; nothing before either. */
export function LastDone(props: {
  done: { text: string; undo?: (() => Promise<void>) | undefined } | undefined;
  /** Why the last thing was not done. */
  failed?: string | undefined;
  /** While something is on its way nothing is taken back. */
  busy?: boolean;
  /** What is shown with it, such as a secret that is said this once. */
  children?: ComponentChildren;
}) {
  const { done, failed, busy = false, children } = props;
  if (failed !== undefined) {
    return (
      <p class="warning" role="alert">
        <bdi>{failed}</bdi>
      </p>
    );
  }
  if (!done) return null;
  const { text, undo } = done;
  return (
    <div class="done no-print" role="status" tabIndex={-1}>
      <p>
        <bdi>{text}</bdi>{' '}
        {undo && (
          <button type="button" class="button small" disabled={busy} onClick={() => void undo()}>
            {common('Undo')}
          </button>
        )}
      </p>
      {children}
    </div>
  );
}
