import type { Registry } from '@touchtrail/contract';
import { site } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import { useTouchpoints } from '../../app/use-touchpoints.ts';
import { common } from '../../words/common.ts';
import { accountFields, kinds, takesValue, touchFields } from './draft.ts';
import type { Condition } from './draft.ts';
import { opWords } from './rule-text.ts';
import { say } from './say.ts';

const kindWords = {
  touched: 'touched',
  attribute: 'has an attribute',
  silent: 'was silent',
  phase: 'is in a phase',
  account: 'belongs to an account',
} as const;
const touchWords = {
  touchpoint: 'touchpoint',
  channel: 'channel',
  event: 'event',
  phase: 'phase',
  type: 'type',
  account: 'account',
  any: 'any touch',
} as const;
const accountWords = {
  id: 'its id',
  role: 'own role there',
  department: 'own department there',
  attribute: 'an attribute of it',
} as const;
const ops = ['is', 'is_not', 'contains', 'at_least', 'at_most', 'known', 'unknown'] as const;

function Select<T extends string>(props: {
  label: string;
  value: T;
  options: readonly T[];
  word: (option: T) => string;
  onChange: (option: T) => void;
}) {
  return (
    <select
      aria-label={props.label}
      value={props.value}
      onChange={(event) => {
        const found = props.options.find((one) => one === event.currentTarget.value);
        if (found !== undefined) props.onChange(found);
      }}
    >
      {props.options.map((one) => (
        <option key={one} value={one}>
          {props.word(one)}
        </option>
      ))}
    </select>
  );
}

const listOf = (one: Condition): string | undefined => {
  if (one.kind === 'phase') return 'segment-phases';
  if (one.kind !== 'touched') return undefined;
  return {
    touchpoint: 'segment-touchpoints',
    channel: 'segment-channels',
    phase: 'segment-phases',
  }[one.touch as string];
};

/** What the site has seen, to choose from while typing. */
export function Suggestions() {
  const { list } = useTouchpoints();
  const id = site.value?.id;
  const { value } = useGet<{ registry: Registry }>(
    id === undefined ? null : `/api/registry?site=${encodeURIComponent(id)}`,
  );
  const lists = {
    'segment-touchpoints': (list ?? []).slice(0, 500).map(({ key }) => key),
    'segment-channels': [...new Set((list ?? []).map(({ channel }) => channel))],
    'segment-phases': value?.registry.phases.map(({ key }) => key) ?? [],
  };
  return (
    <>
      {Object.entries(lists).map(([name, values]) => (
        <datalist key={name} id={name}>
          {values.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      ))}
    </>
  );
}

/** One condition on people, as a line of the form. */
export function ConditionLine(props: {
  one: Condition;
  number: number;
  onChange: (patch: Partial<Condition>) => void;
  onRemove: (() => void) | undefined;
}) {
  const { one, onChange } = props;
  const comparing =
    one.kind === 'attribute' || (one.kind === 'account' && one.account === 'attribute');
  const value =
    one.kind === 'phase' ||
    (one.kind === 'touched' && one.touch !== 'any') ||
    (one.kind === 'account' && !comparing) ||
    (comparing && takesValue(one.op));
  const input = (label: string, field: 'name' | 'value', list?: string) => (
    <input
      type="text"
      required
      aria-label={label}
      placeholder={label}
      maxLength={500}
      list={list}
      value={one[field]}
      onInput={(event) => onChange({ [field]: event.currentTarget.value })}
    />
  );
  const number = (
    label: string,
    field: 'atLeast' | 'atMost' | 'days',
    min: number,
    whole: boolean,
  ) => (
    <label class="number-field">
      <span>{label}</span>
      <input
        type="number"
        min={min}
        step={whole ? 1 : 0.25}
        required={field === 'days' && one.kind === 'silent'}
        value={one[field]}
        onInput={(event) => onChange({ [field]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <li>
      <fieldset class="line">
        <legend class="hidden">{say('Condition {n}', { n: props.number })}</legend>
        <label class="check">
          <input
            type="checkbox"
            checked={one.not}
            onChange={(event) => onChange({ not: event.currentTarget.checked })}
          />
          {say('not')}
        </label>
        <Select
          label={say('Kind')}
          value={one.kind}
          options={kinds}
          word={(kind) => say(kindWords[kind])}
          onChange={(kind) => onChange({ kind })}
        />
        {one.kind === 'touched' && (
          <Select
            label={say('Where or what')}
            value={one.touch}
            options={touchFields}
            word={(touch) => say(touchWords[touch])}
            onChange={(touch) => onChange({ touch })}
          />
        )}
        {one.kind === 'account' && (
          <Select
            label={say('Where or what')}
            value={one.account}
            options={accountFields}
            word={(account) => say(accountWords[account])}
            onChange={(account) => onChange({ account })}
          />
        )}
        {comparing && input(say('Name of the attribute'), 'name')}
        {comparing && (
          <Select
            label={say('Comparison')}
            value={one.op}
            options={ops}
            word={(op) => say(opWords[op])}
            onChange={(op) => onChange({ op })}
          />
        )}
        {value && input(common('Value'), 'value', listOf(one))}
        {one.kind === 'touched' && number(say('at least (times)'), 'atLeast', 1, true)}
        {one.kind === 'touched' && number(say('at most (times)'), 'atMost', 0, true)}
        {one.kind === 'touched' && number(say('within (days)'), 'days', 0.25, false)}
        {one.kind === 'silent' && number(say('for (days)'), 'days', 0.25, false)}
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
