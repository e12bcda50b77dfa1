import { channels } from '@touchtrail/contract';
import { afterEach, expect, it } from 'vitest';
import { channelName } from './channels.ts';
import { language } from './language.ts';

afterEach(() => {
  language.value = 'en';
});

it('names every channel in both languages, and leaves what is none as it is', () => {
  expect(channelName('call_center')).toBe('call center');
  expect(channelName('my_own')).toBe('my own');
  language.value = 'de';
  expect(channelName('call_center')).toBe('Callcenter');
  expect(channelName('my_own')).toBe('my own');
  // Each channel has its German: none is its own key, but for its first letter.
  const same = channels.filter((one) => channelName(one) === one.replaceAll('_', ' '));
  expect(same).toEqual([]);
});
