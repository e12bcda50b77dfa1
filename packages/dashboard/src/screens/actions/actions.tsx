import { dayOf } from '@touchtrail/contract/view';
import { actionStates } from './states.ts';
import type { Action, ActionMeasure } from '@touchtrail/contract';
import { role, site, zone } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import { formatPoints, formatRate } from '../../format/numbers.ts';
import { formatDay } from '../../format/times.ts';
import { Link } from '../../ui/link.tsx';
import { Empty, Problem } from '../../ui/states.tsx';
import { LastDone } from '../../ui/last-done.tsx';
import { common } from '../../words/common.ts';
import { screenTitle } from '../../words/screens.ts';
import { beginAction, draft, movedTo } from './draft.ts';
import { Editor } from './editor.tsx';
import { say, stateName } from './say.ts';
import { useActions } from './use-actions.ts';
import type { Board } from './use-actions.ts';
import { touchpointName } from '../../words/registry-names.ts';

/** Before and after, by itself. */
function Measure({ action }: { action: Action }) {
  const { value, error } = useGet<ActionMeasure>(
    action.target === null
      ? null
      : `/api/actions/${encodeURIComponent(action.id)}/measure?site=${encodeURIComponent(action.site)}&v=${action.version}`,
  );
  if (action.target === null) {
    return <p class="muted">{say('No target was named: nothing to measure.')}</p>;
  }
  if (error) return <p class="note">{`${error.message} ${error.hint}`}</p>;
  if (!value) return <p class="muted">{say('Measuring…')}</p>;
  const { difference, before, after } = value;
  return (
    <p>
      {say('before {before}, after {after}: {difference} points ({low} to {high})', {
        before: formatRate(before.rate),
        after: formatRate(after.rate),
        difference: difference.value === null ? '–' : formatPoints(difference.value),
        low: difference.low === null ? '–' : formatPoints(difference.low),
        high: difference.high === null ? '–' : formatPoints(difference.high),
      })}{' '}
      <span class="muted">
        {value.complete
          ? say('Two spans of time, no experiment.')
          : say('The time after is not over yet.')}
      </span>
    </p>
  );
}

function Card({ action, board }: { action: Action; board: Board }) {
  const at = actionStates.indexOf(action.state);
  const before = actionStates[at - 1];
  const after = actionStates[at + 1];
  const today = dayOf(Date.now(), zone.value);
  const busy = board.saving.has(action.id);
  const may = role.value !== 'viewer';
  return (
    <li class="action-card" data-item={action.id} aria-busy={busy}>
      <p class="action-title">
        <bdi>{action.title}</bdi>
      </p>
      <p class="muted">
        <bdi>{action.owner || say('nobody named')}</bdi>
        {action.due !== null && ` · ${say('due {day}', { day: formatDay(action.due) })}`}
        {action.target?.touchpoint !== undefined && (
          <bdi> · {touchpointName(action.target.touchpoint)}</bdi>
        )}
      </p>
      {(action.state === 'shipped' || action.state === 'measured') && <Measure action={action} />}
      {busy && <p role="status">{common('Saving…')}</p>}
      {may && (
        <p class="action-tools no-print">
          {before && (
            <button
              type="button"
              class="button small"
              aria-label={say('Move back to {state}', { state: stateName(before) })}
              disabled={busy}
              onClick={() => void board.move(movedTo(action, before, today))}
            >
              ‹
            </button>
          )}
          {after && (
            <button
              type="button"
              class="button small"
              aria-label={say('Move on to {state}', { state: stateName(after) })}
              disabled={busy}
              onClick={() => void board.move(movedTo(action, after, today))}
            >
              ›
            </button>
          )}
          <button
            type="button"
            class="button small"
            disabled={busy}
            onClick={() => beginAction(action)}
          >
            {say('Edit')}
          </button>
          <button
            type="button"
            class="button small"
            disabled={busy}
            onClick={() => void board.remove(action)}
          >
            {say('Remove')}
          </button>
        </p>
      )}
    </li>
  );
}

/** What was done last, or why it was not kept. */
function Said({ board }: { board: Board }) {
  const { done, failed, conflict } = board;
  const why = conflict === undefined ? failed : undefined;
  return (
    <LastDone
      done={done}
      failed={why === undefined ? undefined : say('Not saved: {why}', { why })}
    />
  );
}

/** Idea, Doing, Shipped, Measured: what is done about findings, and whether it worked. */
export function Actions() {
  const board = useActions();
  const { actions, got } = board;
  const may = role.value !== 'viewer';
  return (
    <>
      <h1>{screenTitle('actions')}</h1>
      <div class="controls no-print">
        {may ? (
          <button type="button" class="button primary" onClick={() => beginAction()}>
            {say('New action')}
          </button>
        ) : (
          <span class="quiet">{say('Your role may look, not change.')}</span>
        )}
        <Said board={board} />
      </div>
      {got.error && <Problem error={got.error} retry={got.again} />}
      {actions?.length === 0 && (
        <Empty title={say('No action yet')}>
          <p>
            {say(
              'What stands out can be made an action; Measured fills itself with before and after.',
            )}
          </p>
          <Link to={{ screen: 'findings' }}>{say('See what stands out')}</Link>
        </Empty>
      )}
      {actions && actions.length > 0 && (
        <div class="board">
          {actionStates.map((state) => (
            <section key={state} aria-labelledby={`column-${state}`}>
              <h2 id={`column-${state}`}>{stateName(state)}</h2>
              <ul>
                {actions
                  .filter((action) => action.state === state)
                  .map((action) => (
                    <Card key={action.id} action={action} board={board} />
                  ))}
              </ul>
            </section>
          ))}
        </div>
      )}
      {draft.value && <Editor key={draft.value.id ?? site.value?.id} board={board} />}
    </>
  );
}
