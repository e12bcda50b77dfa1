import { channels } from '@touchtrail/contract';
import type { Channel } from '@touchtrail/contract';

const known: ReadonlySet<string> = new Set(channels);

/** What other systems call the same channel. */
const synonyms: Readonly<Record<string, Channel>> = {
  organic: 'search',
  organic_search: 'search',
  seo: 'search',
  paid_search: 'ads',
  paid: 'ads',
  ad: 'ads',
  cpc: 'ads',
  ppc: 'ads',
  sem: 'ads',
  display: 'ads',
  paid_social: 'ads',
  organic_social: 'social',
  e_mail: 'email',
  newsletter: 'email',
  internet: 'web',
  website: 'web',
  desktop: 'web',
  mobile: 'mobile_web',
  live_chat: 'chat',
  chatbot: 'chat',
  telephone: 'phone',
  call: 'phone',
  callcenter: 'call_center',
  contact_center: 'call_center',
  in_store: 'store',
  shop: 'store',
  pos: 'store',
  desk: 'store',
  counter: 'store',
  post: 'mail',
  letter: 'mail',
  sms_text: 'sms',
  push_notification: 'push',
  trade_fair: 'event',
};

/** A channel word that was not ours, and what became of it. */
export interface ChannelNote {
  word: string;
  channel: Channel;
  count: number;
}

/** Reads channels of files that other systems wrote, and remembers which words were replaced. */
export interface ChannelReader {
  /** The channel, and the word itself when it was another one. */
  read(text: string): { channel: Channel; word: string | undefined };
  /** The same, not counted for the notes. */
  peek(text: string): { channel: Channel; word: string | undefined };
  /** Most frequent first, at most 20. */
  notes(): ChannelNote[];
}

const peek: ChannelReader['peek'] = (text) => {
  const name = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  if (known.has(name)) return { channel: name as Channel, word: undefined };
  const channel = Object.hasOwn(synonyms, name) ? (synonyms[name] ?? 'other') : 'other';
  return { channel, word: text };
};

/**
 * Words of ours are taken as they are, common others are translated, the rest becomes `other`; a word
 * that was not ours is kept beside the event, so nothing is lost.
 *
 * @example
 * createChannelReader().read('organic'); // { channel: 'search', word: 'organic' }
 */
export function createChannelReader(): ChannelReader {
  const seen = new Map<string, ChannelNote>();
  return {
    peek,
    read(text) {
      const read = peek(text);
      if (read.word === undefined) return read;
      const note = seen.get(text);
      if (note) note.count++;
      else if (seen.size < 1_000) seen.set(text, { word: text, channel: read.channel, count: 1 });
      return read;
    },
    notes: () => [...seen.values()].toSorted((a, b) => b.count - a.count).slice(0, 20),
  };
}
