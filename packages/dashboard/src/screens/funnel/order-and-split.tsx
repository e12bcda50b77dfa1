import { choices } from '@touchtrail/contract/view';
import { go, view } from '../../app/state.ts';
import { Choice } from '../../ui/choice.tsx';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';

const say = words({
  Order: 'Reihenfolge',
  'in this order': 'in dieser',
  'in any order': 'in jeder',
  'directly one after another': 'direkt nacheinander',
  'Told apart by': 'Unterschieden nach',
  nothing: 'nichts',
  'entry channel': 'Einstiegskanal',
  device: 'Gerät',
  browser: 'Browser',
  'operating system': 'Betriebssystem',
  country: 'Land',
  'campaign source': 'Kampagnenquelle',
  'campaign medium': 'Kampagnenmedium',
  campaign: 'Kampagne',
});

const orderWords = {
  ordered: 'in this order',
  unordered: 'in any order',
  strict: 'directly one after another',
} as const;
const splitWords = {
  none: 'nothing',
  entry_channel: 'entry channel',
  device: 'device',
  browser: 'browser',
  os: 'operating system',
  country: 'country',
  campaign_source: 'campaign source',
  campaign_medium: 'campaign medium',
  campaign_name: 'campaign',
} as const;

const isSplit = (field: string): field is keyof typeof splitWords =>
  Object.hasOwn(splitWords, field);

/** What people are told apart by, as people read it. */
export const splitWord = (field: string): string =>
  field === 'channel' ? common('Channel') : isSplit(field) ? say(splitWords[field]) : field;

/** How the steps must follow one another, and what people are told apart by. */
export function OrderAndSplit() {
  const { order, split } = view.value.choices;
  return (
    <>
      <Choice
        label={say('Order')}
        value={order}
        options={choices.order}
        word={(one) => say(orderWords[one])}
        onChange={(next) => go({ choices: { order: next } })}
      />
      <Choice
        label={say('Told apart by')}
        value={split}
        options={choices.split}
        word={splitWord}
        onChange={(next) => go({ choices: { split: next } })}
      />
    </>
  );
}
