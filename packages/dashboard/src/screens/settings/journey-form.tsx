import { useLayoutEffect, useRef } from 'preact/hooks';
import { definitionOf, draft, draftOf } from './journey-draft.ts';
import type { Draft } from './journey-draft.ts';
import { say } from './say.ts';
import { SaveOrCancel } from '../../ui/save-or-cancel.tsx';
import type { Journeys } from './use-journeys.ts';

const change = (patch: Partial<Draft>): void => {
  if (draft.value) draft.value = { ...draft.value, ...patch };
};

function Goals({ goals }: Pick<Draft, 'goals'>) {
  return (
    <ol class="lines" aria-label={say('Goals')}>
      {goals.map((goal, index) => {
        const n = index + 1;
        const set = (patch: Partial<(typeof goals)[number]>) =>
          change({ goals: goals.with(index, { ...goal, ...patch }) });
        return (
          <li key={index} class="line">
            <input
              type="text"
              required
              maxLength={100}
              aria-label={say('Goal {n}, name', { n })}
              placeholder={say('Goal {n}, name', { n })}
              value={goal.name}
              onInput={(event) => set({ name: event.currentTarget.value })}
            />
            <textarea
              class="mono texts"
              required
              dir="auto"
              rows={Math.min(8, goal.reached.split('\n').length)}
              aria-label={say('Goal {n}, reached by (touchpoint or event:NAME, one a line)', { n })}
              placeholder="event:order.completed"
              value={goal.reached}
              onInput={(event) => set({ reached: event.currentTarget.value })}
            />
            <button
              type="button"
              class="button quiet-button"
              aria-label={say('Remove goal {n}', { n })}
              onClick={() => change({ goals: goals.filter((_, at) => at !== index) })}
            >
              ×
            </button>
          </li>
        );
      })}
    </ol>
  );
}

/** What a journey is, as a form. What is typed stays until it is saved or thrown away. */
export function JourneyForm({ now, journeys }: { now: Draft; journeys: Journeys }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  const { conflict, failed, busy } = journeys;
  const duration = (
    field: 'inactivityLimit' | 'abandonmentGap' | 'abandonmentGaps' | 'visitGap',
    label: string,
  ) => (
    <label class="field">
      {label}
      <input
        type="text"
        maxLength={500}
        value={now[field]}
        onInput={(event) => change({ [field]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <section class="sheet" aria-labelledby="journey-form">
      <h2 id="journey-form" ref={heading} tabIndex={-1}>
        <bdi>{now.base === 0 ? say('New journey') : say('Change {name}', { name: now.name })}</bdi>
      </h2>
      {conflict && (
        <div class="warning" role="alert">
          <p>
            <bdi>
              {say(
                'Somebody else saved version {version} meanwhile ({who}). What you typed is still here.',
                { version: conflict.version, who: conflict.actor },
              )}
            </bdi>
          </p>
          <p>
            <code>{JSON.stringify(definitionOf(draftOf(now.site, conflict)))}</code>
          </p>
          <p class="controls">
            <button
              type="button"
              class="button small"
              onClick={() => void journeys.save(now, true)}
            >
              {say('Save mine over it')}
            </button>
            <button
              type="button"
              class="button small"
              onClick={() => {
                draft.value = draftOf(now.site, conflict);
                journeys.forget();
              }}
            >
              {say('Take theirs')}
            </button>
          </p>
        </div>
      )}
      {failed !== undefined && (
        <p class="warning" role="alert">
          <bdi>{failed}</bdi>
        </p>
      )}
      <form
        class="sheet-body"
        onSubmit={(event) => {
          event.preventDefault();
          void journeys.save(now, false);
        }}
      >
        <div class="field-row">
          <label class="field">
            {say('Name')}
            <input
              type="text"
              required
              readOnly={now.base !== 0}
              maxLength={63}
              pattern="[a-z0-9][a-z0-9_\-]*"
              value={now.name}
              onInput={(event) => change({ name: event.currentTarget.value })}
            />
          </label>
          <label class="field">
            {say('Description')}
            <input
              type="text"
              dir="auto"
              maxLength={500}
              value={now.description}
              onInput={(event) => change({ description: event.currentTarget.value })}
            />
          </label>
          <label class="field">
            {say('Journeys of')}
            <select
              value={now.subject}
              onChange={(event) =>
                change({ subject: event.currentTarget.value === 'account' ? 'account' : 'person' })
              }
            >
              <option value="person">{say('people')}</option>
              <option value="account">{say('accounts')}</option>
            </select>
          </label>
        </div>
        <Goals goals={now.goals} />
        <p>
          <button
            type="button"
            class="button"
            disabled={now.goals.length >= 20}
            onClick={() => change({ goals: [...now.goals, { name: '', reached: '' }] })}
          >
            {say('Add a goal')}
          </button>
        </p>
        <label class="field">
          {say('Begins with (touchpoint or event:NAME, one a line; empty: any touch)')}
          <textarea
            class="mono texts"
            dir="auto"
            rows={2}
            value={now.start}
            onInput={(event) => change({ start: event.currentTarget.value })}
          />
        </label>
        {duration('inactivityLimit', say('Silence that ends it (60d; empty: learned)'))}
        {duration('abandonmentGap', say('Silence that is a pause (7d; empty: learned)'))}
        {duration(
          'abandonmentGaps',
          say('Pauses of some channels or phases (store=3d,analog=auto)'),
        )}
        {duration('visitGap', say('Silence that ends a visit (30m)'))}
        <p class="controls">
          <SaveOrCancel
            busy={busy}
            onCancel={() => {
              draft.value = null;
              journeys.forget();
            }}
          />
        </p>
      </form>
    </section>
  );
}
