import type { KpiMeasure, Registry, RegistryAnswer, Touchpoint } from '@touchtrail/contract';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { measureText } from '../../ui/kpi.tsx';
import { SaveOrCancel } from '../../ui/save-or-cancel.tsx';
import { channelName } from '../../words/channels.ts';
import { common } from '../../words/common.ts';
import { named } from '../../words/named.ts';
import { phaseName } from '../../words/phases.ts';
import { channelKeys } from './matcher-form.ts';
import { NamesField, tidyNames } from './names-field.tsx';
import { say } from './say.ts';
import { typedIn } from './typed.ts';

type Text = Partial<Record<keyof Touchpoint, string>>;

const measures: readonly KpiMeasure[] = ['conversion', 'abandonment', 'rating', 'time'];
const numbers = ['experience', 'target', 'bestInClass'] as const;

/** What the form says, without what was left empty. */
function touchpointOf(text: Text, name: Touchpoint['name'], before: Touchpoint): Touchpoint {
  const given: Record<string, unknown> = { key: before.key || text.key?.trim() };
  const tidy = tidyNames(name);
  if (tidy !== undefined) given['name'] = tidy;
  for (const field of [
    'channel',
    'phase',
    'owner',
    'department',
    'kpi',
    'measure',
    'note',
  ] as const) {
    const value = text[field]?.trim() ?? '';
    if (value !== '') given[field] = value;
  }
  for (const field of numbers) {
    const value = text[field]?.trim() ?? '';
    if (value !== '') given[field] = Number(value);
  }
  if (text.backstage === 'true') given['backstage'] = true;
  return given as Touchpoint;
}

const textOf = (touchpoint: Touchpoint): Text => {
  const { name: _name, ...rest } = touchpoint;
  return Object.fromEntries(Object.entries(rest).map(([field, value]) => [field, String(value)]));
};

/** One touchpoint, as a form; taken over into what is not saved yet. */
export function TouchpointForm(props: {
  answer: RegistryAnswer;
  registry: Registry;
  /** With an empty key: a new one. */
  touchpoint: Touchpoint;
  /** @param base what was in force when it was begun. */
  onTake: (touchpoint: Touchpoint, base: RegistryAnswer) => void;
  onClose: () => void;
}) {
  const { answer, registry, touchpoint } = props;
  const typed = typedIn(answer, `touchpoint ${touchpoint.key}`, () => ({
    text: textOf(touchpoint),
    name: touchpoint.name,
  }));
  const { text, name } = typed.value;
  const setText = (next: Text) => typed.set({ text: next, name });
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  const fresh = touchpoint.key === '';
  const taken = fresh && registry.touchpoints.some(({ key }) => key === text.key?.trim());
  const input = (field: keyof Touchpoint, label: string, extra: object = {}) => (
    <label class="field">
      {label}
      <input
        type="text"
        dir="auto"
        value={text[field] ?? ''}
        onInput={(event) => setText({ ...text, [field]: event.currentTarget.value })}
        {...extra}
      />
    </label>
  );
  const select = (
    field: keyof Touchpoint,
    label: string,
    options: readonly { key: string; name?: Touchpoint['name'] }[],
  ) => (
    <label class="field">
      {label}
      <select
        value={text[field] ?? ''}
        onChange={(event) => setText({ ...text, [field]: event.currentTarget.value })}
      >
        <option value="">–</option>
        {options.map((one) => (
          <option key={one.key} value={one.key}>
            {field === 'phase'
              ? phaseName(one.key, one.name)
              : named(one.name, field === 'channel' ? channelName(one.key) : one.key)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <section class="sheet" aria-labelledby="touchpoint-form">
      <h2 id="touchpoint-form" ref={heading} tabIndex={-1}>
        <bdi>{fresh ? say('New touchpoint') : say('Edit {key}', { key: touchpoint.key })}</bdi>
      </h2>
      <form
        class="sheet-body"
        onSubmit={(event) => {
          event.preventDefault();
          if (taken) return;
          typed.forget();
          props.onTake(touchpointOf(text, name, touchpoint), typed.base);
        }}
      >
        {fresh && input('key', say('Key'), { required: true, maxLength: 200 })}
        {taken && (
          <p class="note" role="alert">
            {say('A touchpoint of this key is registered already.')}
          </p>
        )}
        <NamesField
          label={say('Name')}
          shown={say('Name')}
          value={name}
          onChange={(next) => typed.set({ text, name: next })}
        />
        <div class="field-row">
          {select('phase', common('Phase'), registry.phases)}
          {select(
            'channel',
            common('Channel'),
            channelKeys.map((key) => {
              const own = registry.channels[key];
              return { key, ...(own !== undefined && { name: own }) };
            }),
          )}
          {select('department', say('Department'), registry.departments)}
          {input('owner', say('Owner'), { maxLength: 200 })}
        </div>
        <div class="field-row">
          {input('kpi', say('What is measured'), { maxLength: 1_000 })}
          {select(
            'measure',
            say('Measured as'),
            measures.map((key) => ({ key, name: measureText(key) })),
          )}
          {input('target', say('Target'), { type: 'number', step: 'any' })}
          {input('bestInClass', say('Best in class'), { type: 'number', step: 'any' })}
          {input('experience', say('Expected experience (1–10)'), {
            type: 'number',
            step: 'any',
            min: 1,
            max: 10,
          })}
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={text.backstage === 'true'}
            onChange={(event) =>
              setText({ ...text, backstage: String(event.currentTarget.checked) })
            }
          />{' '}
          {say('Backstage: people do not see it, so it is no step of a journey')}
        </label>
        {input('note', say('Note'), { maxLength: 1_000 })}
        <p class="controls">
          <SaveOrCancel
            save={say('Take over')}
            incomplete={taken}
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
