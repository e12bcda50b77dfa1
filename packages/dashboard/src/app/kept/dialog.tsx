import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';
import { keptDialog } from './open-kept.ts';
import type { Done, NotKept } from './kept-list.ts';

const say = words({
  'Not saved: {why}': 'Nicht gespeichert: {why}',
  'Somebody else changed it meanwhile.': 'Jemand anderes hat es inzwischen geändert.',
  'Theirs: {theirs}. Yours is still here.': 'Dort steht: {theirs}. Ihres steht noch hier.',
  'Save mine over it': 'Meines darüber speichern',
  'Take theirs': 'Das andere nehmen',
});

const close = (): void => {
  keptDialog.value = null;
};

/** A dialog with a title and a way out. */
export function KeptFrame({ title, children }: { title: string; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before what stands in it takes the focus.
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement || before instanceof SVGElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="glossary kept"
      aria-labelledby="kept-title"
      onClose={close}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
    >
      <div class="glossary-body">
        <header>
          <h2 id="kept-title">{title}</h2>
          <button type="button" class="button" onClick={close}>
            {common('Close')}
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

/** What was done last and the way back; or why it was not kept. */
export function Said<Item>(props: {
  done: Done<Item> | undefined;
  doneText: (done: Done<Item>) => string;
  failed: NotKept<Item> | undefined;
  theirs: (item: Item) => string;
  onMine: (current: Item) => void;
  onTheirs: (current: Item) => void;
}) {
  const { done, failed } = props;
  if (failed) {
    const { current } = failed;
    return (
      <div class="warning" role="alert">
        {current === undefined ? (
          <p>{say('Not saved: {why}', { why: failed.why })}</p>
        ) : (
          <>
            <p>{say('Somebody else changed it meanwhile.')}</p>
            <p>
              <bdi>
                {say('Theirs: {theirs}. Yours is still here.', { theirs: props.theirs(current) })}
              </bdi>
            </p>
            <p>
              <button type="button" class="button small" onClick={() => props.onMine(current)}>
                {say('Save mine over it')}
              </button>{' '}
              <button type="button" class="button small" onClick={() => props.onTheirs(current)}>
                {say('Take theirs')}
              </button>
            </p>
          </>
        )}
      </div>
    );
  }
  return (
    <p class="done" role="status" tabIndex={-1}>
      {done && (
        <>
          <bdi>{props.doneText(done)}</bdi>{' '}
          <button type="button" class="button small" onClick={() => void done.undo()}>
            {common('Undo')}
          </button>
        </>
      )}
    </p>
  );
}
