import type { Registry, RegistryAnswer, Rule } from '@touchtrail/contract';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Choice } from '../../ui/choice.tsx';
import { SaveOrCancel } from '../../ui/save-or-cancel.tsx';
import { fields, linesOf, modes, whenOf } from './matcher-form.ts';
import type { Line, Mode } from './matcher-form.ts';
import { say } from './say.ts';
import { typedIn } from './typed.ts';

const modeWords = {
  text: 'text or pattern (*)',
  is: 'exactly this',
  glob: 'pattern (*)',
  matches: 'regular expression',
  value: 'number, true or false',
} as const satisfies Record<Mode, string>;

const emptyLine: Line = { field: 'path', key: '', mode: 'text', texts: '' };

function LineFields(props: {
  line: Line;
  number: number;
  onChange: (line: Line) => void;
  onRemove: (() => void) | undefined;
}) {
  const { line, onChange } = props;
  const words = line.field === 'channel' || line.field === 'type';
  return (
    <li>
      <fieldset class="line">
        <legend class="hidden">{say('Condition {n}', { n: props.number })}</legend>
        <Choice
          label={say('What it looks at')}
          value={line.field}
          options={fields}
          word={(field) => field}
          onChange={(field) => onChange({ ...line, field, mode: 'text' })}
        />
        {line.field === 'props' && (
          <input
            type="text"
            required
            aria-label={say('Name of the attribute')}
            placeholder={say('Name of the attribute')}
            maxLength={200}
            value={line.key}
            onInput={(event) => onChange({ ...line, key: event.currentTarget.value })}
          />
        )}
        {!words && (
          <Choice
            label={say('How it fits')}
            value={line.mode}
            options={modes.filter((mode) => mode !== 'value' || line.field === 'props')}
            word={(mode) => say(modeWords[mode])}
            onChange={(mode) => onChange({ ...line, mode })}
          />
        )}
        <textarea
          class="mono texts"
          required
          dir="auto"
          spellcheck={false}
          aria-label={say('Texts, one a line')}
          placeholder={say('Texts, one a line')}
          rows={Math.min(8, line.texts.split('\n').length)}
          value={line.texts}
          onInput={(event) => onChange({ ...line, texts: event.currentTarget.value })}
        />
        {props.onRemove && (
          <button
            type="button"
            class="button quiet-button"
            aria-label={say('Remove condition {n}', { n: props.number })}
            onClick={props.onRemove}
          >
            ×
          </button>
        )}
      </fieldset>
    </li>
  );
}

/** What is typed of the rule that is open: one at a time, for places change. */
export const ruleForm = 'rule';

/** One rule, as a form; taken over into what is not saved yet. */
export function RuleForm(props: {
  answer: RegistryAnswer;
  registry: Registry;
  rule: Rule | undefined;
  /** What a new one begins with; its touchpoint may be none yet. */
  proposed?: Rule | undefined;
  number: number;
  /** @param base what was in force when it was begun. */
  onTake: (rule: Rule, base: RegistryAnswer) => void;
  onClose: () => void;
}) {
  const { answer, rule, proposed, number, registry } = props;
  const first = rule ?? proposed;
  const typed = typedIn(answer, proposed ? `rule of ${proposed.touchpoint}` : ruleForm, () => ({
    lines: first ? linesOf(first.when) : [emptyLine],
    touchpoint: first?.touchpoint ?? '',
    note: first?.note ?? '',
  }));
  const { lines, touchpoint, note } = typed.value;
  const set = (patch: Partial<typeof typed.value>) => typed.set({ ...typed.value, ...patch });
  const setLines = (next: Line[]) => set({ lines: next });
  const isNew = ({ touchpoint: key }: Rule) => registry.touchpoints.every((one) => one.key !== key);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <section class="sheet" aria-labelledby="rule-form">
      <h2 id="rule-form" ref={heading} tabIndex={-1}>
        {rule ? say('Edit rule {n}', { n: number }) : say('New rule')}
      </h2>
      <form
        class="sheet-body"
        onSubmit={(event) => {
          event.preventDefault();
          typed.forget();
          props.onTake(
            {
              touchpoint,
              when: whenOf(lines),
              ...(note.trim() !== '' && { note: note.trim() }),
            },
            typed.base,
          );
        }}
      >
        <p class="muted">{say('All of these must hold')}</p>
        <ol class="lines">
          {lines.map((line, index) => (
            <LineFields
              key={index}
              line={line}
              number={index + 1}
              onChange={(next) => setLines(lines.with(index, next))}
              onRemove={
                lines.length === 1
                  ? undefined
                  : () => setLines(lines.filter((_, at) => at !== index))
              }
            />
          ))}
        </ol>
        <p>
          <button
            type="button"
            class="button"
            disabled={lines.length >= 20}
            onClick={() => setLines([...lines, emptyLine])}
          >
            {say('Add a condition')}
          </button>
        </p>
        <div class="field-row">
          <label class="field">
            {say('Touchpoint')}
            <select
              class="touchpoint-select"
              required
              value={touchpoint}
              onChange={(event) => set({ touchpoint: event.currentTarget.value })}
            >
              <option value="">–</option>
              {proposed && isNew(proposed) && (
                <option value={proposed.touchpoint}>
                  {say('{key} (new)', { key: proposed.touchpoint })}
                </option>
              )}
              {registry.touchpoints.map(({ key }) => (
                <option key={key} value={key}>
                  {key}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            {say('Note')}
            <input
              type="text"
              maxLength={1_000}
              value={note}
              onInput={(event) => set({ note: event.currentTarget.value })}
            />
          </label>
        </div>
        <p class="controls">
          <SaveOrCancel
            save={say('Take over')}

            onCancel={() => {
              typed.forget();
              props.onClose();
            }}
          />
        </p>
      </form>
    </section>
  );
}
