import { choices } from '@touchtrail/contract/view';
import { words } from '../../words/words.ts';

const say = words({
  nothing: 'nichts',
  channel: 'Kanal',
  'first channel': 'erster Kanal',
  device: 'Gerät',
  browser: 'Browser',
  system: 'System',
  country: 'Land',
  source: 'Quelle',
  medium: 'Medium',
  campaign: 'Kampagne',
});

const fields = {
  none: 'nothing',
  channel: 'channel',
  entry_channel: 'first channel',
  device: 'device',
  browser: 'browser',
  os: 'system',
  country: 'country',
  campaign_source: 'source',
  campaign_medium: 'medium',
  campaign_name: 'campaign',
} as const;

/** What people are told apart by, in words; a name that is none of ours as it is. */
export function tellWord(field: string): string {
  const known = choices.tell.find((one) => one === field);
  return known === undefined ? field : say(fields[known]);
}
