import type { TouchpointSummary } from '@touchtrail/contract';
import { choices, limits, windows } from '@touchtrail/contract/view';
import { useEffect, useRef } from 'preact/hooks';
import { go, view } from '../../app/state.ts';
import { Choice } from '../../ui/choice.tsx';
import { TouchpointSelect } from '../../ui/touchpoint-select.tsx';
import { words } from '../../words/words.ts';
import { tellWord } from './tell-word.ts';

const say = words({
  '1 hour': '1 Stunde',
  '1 day': '1 Tag',
  '{n} days': '{n} Tage',
  'no limit': 'keine Grenze',
  'Step {n}': 'Schritt {n}',
  'Move step {n} up': 'Schritt {n} nach vorn',
  'Move step {n} down': 'Schritt {n} nach hinten',
  'Remove step {n}': 'Schritt {n} entfernen',
  'Add a step': 'Schritt hinzufügen',
  Order: 'Reihenfolge',
  'as listed': 'wie aufgeführt',
  'as listed, nothing between': 'wie aufgeführt, nichts dazwischen',
  any: 'beliebig',
  'Tell people apart by': 'Personen unterscheiden nach',
  Window: 'Fenster',
  'From the first step of a try, inclusive': 'Ab dem ersten Schritt eines Versuchs, einschließlich',
  'Proposed from the most trodden road: change it to your own.':
    'Vorgeschlagen aus dem meistbegangenen Weg: Ändern Sie ihn.',
});

function windowWord(window: (typeof windows)[number]): string {
  if (window === 'none') return say('no limit');
  if (window === '1h') return say('1 hour');
  return window === '1d' ? say('1 day') : say('{n} days', { n: Number.parseInt(window, 10) });
}

const moved = (steps: readonly string[], from: number, by: number): string[] => {
  const next = [...steps];
  const [step] = next.splice(from, 1);
  if (step !== undefined) next.splice(from + by, 0, step);
  return next;
};

const orderWords = {
  ordered: 'as listed',
  unordered: 'any',
  strict: 'as listed, nothing between',
} as const;

type Tool = 'up' | 'down' | 'remove';

/** The funnel's steps in order: chosen, moved and removed by buttons and keyboard alike. */
export function StepsEditor(props: {
  steps: readonly string[];
  window: string;
  touchpoints: readonly TouchpointSummary[];
  suggested: boolean;
  onSteps: (steps: string[]) => void;
  onWindow: (window: string) => void;
}) {
  const { steps, touchpoints, onSteps } = props;
  const unused = touchpoints.find(({ key }) => !steps.includes(key)) ?? touchpoints[0];
  const list = useRef<HTMLOListElement | null>(null);
  const follow = useRef<{ at: number; button: Tool } | null>(null);
  /** Changes the steps and lets the focus go where the pressed button's step is then. */
  const turn = (next: string[], at: number, button: Tool) => {
    follow.current = { at, button };
    onSteps(next);
  };
  useEffect(() => {
    const to = follow.current;
    follow.current = null;
    if (!to) return;
    const tools = list.current?.children[Math.min(to.at, steps.length - 1)];
    const wanted = tools?.querySelector<HTMLButtonElement>(`[data-tool="${to.button}"]`);
    // At the end of the list its button rests: the other one takes over.
    const other = tools?.querySelector<HTMLButtonElement>('[data-tool]:not(:disabled)');
    (wanted && !wanted.disabled ? wanted : other)?.focus();
  });
  return (
    <div class="steps-editor no-print">
      <ol ref={list}>
        {steps.map((step, index) => (
          <li key={index}>
            <span class="step-number" aria-hidden="true">
              {index + 1}
            </span>
            <TouchpointSelect
              label={say('Step {n}', { n: index + 1 })}
              value={step}
              touchpoints={touchpoints}
              onChange={(key) => {
                if (key !== null) onSteps(steps.map((old, at) => (at === index ? key : old)));
              }}
            />
            <span class="step-buttons">
              <button
                type="button"
                aria-label={say('Move step {n} up', { n: index + 1 })}
                data-tool="up"
                disabled={index === 0}
                onClick={() => turn(moved(steps, index, -1), index - 1, 'up')}
              >
                ↑
              </button>
              <button
                type="button"
                aria-label={say('Move step {n} down', { n: index + 1 })}
                disabled={index === steps.length - 1}
                data-tool="down"
                onClick={() => turn(moved(steps, index, 1), index + 1, 'down')}
              >
                ↓
              </button>
              <button
                type="button"
                aria-label={say('Remove step {n}', { n: index + 1 })}
                data-tool="remove"
                onClick={() =>
                  turn(
                    steps.filter((_, at) => at !== index),
                    index,
                    'remove',
                  )
                }
              >
                ×
              </button>
            </span>
          </li>
        ))}
      </ol>
      <div class="controls">
        <button
          type="button"
          class="button"
          disabled={!unused || steps.length >= limits.funnelSteps}
          onClick={() => {
            if (unused) onSteps([...steps, unused.key]);
          }}
        >
          {say('Add a step')}
        </button>
        <label class="control">
          <span class="control-label">{say('Window')}</span>
          <select
            value={props.window}
            onChange={(event) => props.onWindow(event.currentTarget.value)}
            title={say('From the first step of a try, inclusive')}
          >
            {windows.map((one) => (
              <option key={one} value={one}>
                {windowWord(one)}
              </option>
            ))}
          </select>
        </label>
        <Choice
          label={say('Order')}
          value={view.value.choices.order}
          options={choices.order}
          word={(one) => say(orderWords[one])}
          onChange={(order) => go({ choices: { order } })}
        />
        <Choice
          label={say('Tell people apart by')}
          value={view.value.choices.tell}
          options={choices.tell}
          word={tellWord}
          onChange={(tell) => go({ choices: { tell } })}
        />
        {props.suggested && (
          <span class="quiet">
            {say('Proposed from the most trodden road: change it to your own.')}
          </span>
        )}
      </div>
    </div>
  );
}
