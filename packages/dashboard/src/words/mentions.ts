import type { Mention } from '@touchtrail/contract';
import { channelName } from './channels.ts';
import { touchpointName } from './registry-names.ts';

/** A sentence of a report with what it mentions called as the site calls it, in the language of the page. */
export function withNames(sentence: string, mentions: readonly Mention[]): string {
  let text = '';
  let at = 0;
  for (const { kind, from, to } of mentions) {
    const key = sentence.slice(from, to);
    text +=
      sentence.slice(at, from) + (kind === 'channel' ? channelName(key) : touchpointName(key));
    at = to;
  }
  return text + sentence.slice(at);
}
