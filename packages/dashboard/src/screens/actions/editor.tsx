import type { Action } from '@touchtrail/contract';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTouchpoints } from '../../app/use-touchpoints.ts';
import { TouchpointSelect } from '../../ui/touchpoint-select.tsx';
import { common } from '../../words/common.ts';
import { draft } from './draft.ts';
import type { Draft } from './draft.ts';
import { say, stateName } from './say.ts';
import { SaveOrCancel } from '../../ui/save-or-cancel.tsx';
import type { Board } from './use-actions.ts';

const change = (patch: Partial<Draft>): void => {
  if (draft.value) draft.value = { ...draft.value, ...patch };
};

function Target({ value }: { value: Draft['target'] }) {
  const { list } = useTouchpoints();
  return (
    <>
      <label>
        {say('What it should move')}
        <select
          value={value?.metric ?? ''}
          onChange={(event) => {
            const metric = event.currentTarget.value;
            change({
              target:
                metric === 'conversion' || metric === 'loss'
                  ? { ...value, metric, days: value?.days ?? 28 }
                  : null,
            });
          }}
        >
          <option value="">{say('nothing')}</option>
          <option value="conversion">{say('conversion of journeys')}</option>
          <option value="loss">{say('losses after a touchpoint')}</option>
        </select>
      </label>
      {value && (
        <>
          <div class="field">
            <span>{say('Touchpoint')}</span>
            <TouchpointSelect
              label={say('Touchpoint')}
              value={value.touchpoint ?? null}
              touchpoints={list ?? []}
              none={common('any touchpoint')}
              onChange={(touchpoint) => {
                const { touchpoint: _before, ...rest } = value;
                change({ target: touchpoint === null ? rest : { ...rest, touchpoint } });
              }}
            />
          </div>
          <label>
            {say('Days before and after')}
            <input
              type="number"
              min={7}
              max={180}
              value={value.days}
              onChange={(event) =>
                change({ target: { ...value, days: Number(event.currentTarget.value) } })
              }
            />
          </label>
        </>
      )}
    </>
  );
}

/** Two people wrote the same: shows what is there, and keeps what was typed. */
function Conflict(props: { theirs: Action; board: Board; onMine: () => void }) {
  const { theirs, board, onMine } = props;
  return (
    <div class="warning" role="alert">
      <p>{say('Somebody else changed it meanwhile.')}</p>
      <p>
        <bdi>
          {say('Theirs: {theirs}. Yours is still here.', {
            theirs: `${theirs.title} · ${stateName(theirs.state)} · ${theirs.owner || say('nobody named')}`,
          })}
        </bdi>
      </p>
      <p>
        <button
          type="button"
          class="button small"
          onClick={() => {
            change({ version: theirs.version });
            onMine();
          }}
        >
          {say('Save mine over it')}
        </button>{' '}
        <button
          type="button"
          class="button small"
          onClick={() => {
            draft.value = theirs;
            board.forgetConflict();
          }}
        >
          {say('Take theirs')}
        </button>
      </p>
    </div>
  );
}

/** One action, as a form. What is typed stays until it is saved or thrown away. */
export function Editor({ board }: { board: Board }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const now = draft.value;
  if (!now) return null;
  const submit = async () => {
    if (!draft.value) return;
    setBusy(true);
    const saved = await board.save(draft.value);
    setBusy(false);
    if (saved) draft.value = null;
  };
  const title = say(now.id === null ? 'New action' : 'Edit action');
  return (
    <dialog
      ref={dialog}
      class="glossary editor"
      aria-label={title}
      onCancel={() => {
        draft.value = null;
      }}
    >
      <form
        class="glossary-body"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h2>{title}</h2>
        {board.conflict && (
          <Conflict theirs={board.conflict} board={board} onMine={() => void submit()} />
        )}
        {board.failed !== undefined && !board.conflict && (
          <p class="warning" role="alert">
            {say('Not saved: {why}', { why: board.failed })}
          </p>
        )}
        <label>
          {say('Title')}
          <input
            type="text"
            required
            maxLength={300}
            value={now.title}
            onInput={(event) => change({ title: event.currentTarget.value })}
          />
        </label>
        <label>
          {say('Owner')}
          <input
            type="text"
            maxLength={200}
            value={now.owner}
            onInput={(event) => change({ owner: event.currentTarget.value })}
          />
        </label>
        <div class="field-row">
          <label>
            {say('Due')}
            <input
              type="date"
              value={now.due ?? ''}
              onChange={(event) => change({ due: event.currentTarget.value || null })}
            />
          </label>
          <label>
            {say('Shipped on')}
            <input
              type="date"
              value={now.shipped ?? ''}
              onChange={(event) => change({ shipped: event.currentTarget.value || null })}
            />
          </label>
        </div>
        <Target value={now.target} />
        <label>
          {say('Note')}
          <textarea
            rows={3}
            maxLength={5_000}
            value={now.note}
            onInput={(event) => change({ note: event.currentTarget.value })}
          />
        </label>
        <p class="finding-tools">
          <SaveOrCancel
            busy={busy}
            incomplete={now.title.trim() === ''}
            onCancel={() => {
              draft.value = null;
            }}
          />
        </p>
      </form>
    </dialog>
  );
}
