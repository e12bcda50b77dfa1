import type { Segment } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { segmentFields, segmentOps, limits } from '@touchtrail/contract/view';
import type { Condition } from '@touchtrail/contract/view';
import { common } from '../words/common.ts';
import { words } from '../words/words.ts';
import { site } from './state.ts';
import { Popover } from '../ui/popover.tsx';
import { useGet } from './use-get.ts';
import { useTouchpoints } from './use-touchpoints.ts';

const say = words({
  'Add a condition': 'Bedingung hinzufügen',
  'Saved segment': 'Gespeichertes Segment',
  'One touch has': 'Ein Kontakt hat',
  Field: 'Feld',
  Comparison: 'Vergleich',
  is: 'ist',
  'is not': 'ist nicht',
  contains: 'enthält',
  Add: 'Hinzufügen',
  'Remove {condition}': '{condition} entfernen',
  'no segment is saved for this site': 'für diese Site ist kein Segment gespeichert',
  Property: 'Eigenschaft',
  'Name of the property': 'Name der Eigenschaft',
  channel: 'Kanal',
  touchpoint: 'Kontaktpunkt',
  'name of the event': 'Name des Ereignisses',
  source: 'Quelle',
  medium: 'Medium',
  campaign: 'Kampagne',
  account: 'Konto',
});

const opWords = { is: 'is', is_not: 'is not', contains: 'contains' } as const;
const fieldWords = {
  channel: 'channel',
  touchpoint: 'touchpoint',
  name: 'name of the event',
  campaign_source: 'source',
  campaign_medium: 'medium',
  campaign_name: 'campaign',
  account_id: 'account',
} as const;

const fieldName = (field: string): string => {
  const known = segmentFields.find((one) => one === field);
  return known ? say(fieldWords[known]) : field.replace(/^props\./, '');
};

/** A condition as people read it. */
export const conditionText = (condition: Condition): string =>
  'saved' in condition
    ? `@${condition.saved}`
    : `${fieldName(condition.field)} ${say(opWords[condition.op])} ${condition.value}`;

function Editor({ onAdd }: { onAdd: (condition: Condition) => void }) {
  const id = site.value?.id;
  const { value: segments } = useGet<Segment[]>(
    id === undefined ? null : `/api/segments?site=${encodeURIComponent(id)}`,
  );
  const { list } = useTouchpoints();
  const [field, setField] = useState<string>('channel');
  const [property, setProperty] = useState('');
  const [op, setOp] = useState<(typeof segmentOps)[number]>('is');
  const [value, setValue] = useState('');
  const suggestions =
    field === 'touchpoint'
      ? (list ?? []).slice(0, 200).map(({ key }) => key)
      : field === 'channel'
        ? [...new Set((list ?? []).map(({ channel }) => channel))]
        : [];
  const name = field === 'props' ? `props.${property.trim()}` : field;
  const ready = value.trim() !== '' && (field !== 'props' || property.trim() !== '');
  return (
    <div class="segment-form">
      <h3>{say('Saved segment')}</h3>
      {segments?.length ? (
        <ul class="choices">
          {segments.map((one) => (
            <li key={one.key}>
              <button
                type="button"
                class="button quiet-button"
                onClick={() => onAdd({ saved: one.key })}
              >
                @{one.key} <bdi class="muted">{one.name}</bdi>
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <p class="muted">{say('no segment is saved for this site')}</p>
      )}
      <h3>{say('One touch has')}</h3>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onAdd({ field: name, op, value: value.trim() });
        }}
      >
        <select
          aria-label={say('Field')}
          value={field}
          onChange={(event) => setField(event.currentTarget.value)}
        >
          {segmentFields.map((one) => (
            <option key={one} value={one}>
              {fieldName(one)}
            </option>
          ))}
          <option value="props">{say('Property')}</option>
        </select>
        {field === 'props' && (
          <input
            type="text"
            aria-label={say('Name of the property')}
            maxLength={100}
            value={property}
            onInput={(event) => setProperty(event.currentTarget.value)}
          />
        )}
        <select
          aria-label={say('Comparison')}
          value={op}
          onChange={(event) =>
            setOp(segmentOps.find((one) => one === event.currentTarget.value) ?? 'is')
          }
        >
          {segmentOps.map((one) => (
            <option key={one} value={one}>
              {say(opWords[one])}
            </option>
          ))}
        </select>
        <input
          type="text"
          aria-label={common('Value')}
          list="condition-values"
          maxLength={500}
          value={value}
          onInput={(event) => setValue(event.currentTarget.value)}
        />
        <datalist id="condition-values">
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <button type="submit" class="button primary" disabled={!ready}>
          {say('Add')}
        </button>
      </form>
    </div>
  );
}

/** Conditions that all must hold, as chips; each can be taken away, more can be added. */
export function SegmentEditor(props: {
  label: string;
  none: string;
  conditions: readonly Condition[];
  onChange: (conditions: Condition[]) => void;
}) {
  const { conditions, onChange } = props;
  return (
    <div class="control segment" role="group" aria-label={props.label}>
      <span class="control-label">{props.label}</span>
      {conditions.length === 0 && <span>{props.none}</span>}
      {conditions.map((condition, index) => (
        <span key={index} class="chip">
          <bdi class="name" title={conditionText(condition)}>
            {conditionText(condition)}
          </bdi>
          <button
            type="button"
            aria-label={say('Remove {condition}', { condition: conditionText(condition) })}
            onClick={() => onChange(conditions.filter((_, at) => at !== index))}
          >
            ×
          </button>
        </span>
      ))}
      {conditions.length < limits.conditions && (
        <Popover label={say('Add a condition')} button="+">
          {(close) => (
            <Editor
              onAdd={(condition) => {
                close();
                onChange([...conditions, condition]);
              }}
            />
          )}
        </Popover>
      )}
    </div>
  );
}
