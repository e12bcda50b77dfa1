import { named } from './named.ts';
import { registryNames } from './registry-names.ts';
import { words } from './words.ts';

const german = {
  web: 'Web',
  'mobile web': 'mobiles Web',
  'in app browser': 'In-App-Browser',
  pwa: 'PWA',
  'app webview': 'App-Webansicht',
  chat: 'Chat',
  email: 'E-Mail',
  sms: 'SMS',
  push: 'Push',
  phone: 'Telefon',
  store: 'Filiale',
  mail: 'Brief',
  event: 'Veranstaltung',
  social: 'Social Media',
  ads: 'Anzeigen',
  search: 'Suche',
  affiliate: 'Affiliate',
  referral: 'Verweis',
  partner: 'Partner',
  direct: 'Direkt',
  app: 'App',
  'call center': 'Callcenter',
  other: 'andere',
} as const;
const say = words(german);

const isKnown = (name: string): name is keyof typeof german => Object.hasOwn(german, name);

/**
 * A channel as the registry calls it, else as people read it, in the language of the page; a key that is
 * none as it is.
 */
export function channelName(channel: string): string {
  const own = registryNames.value?.channels[channel];
  if (own !== undefined) return named(own, channel);
  const name = channel.replaceAll('_', ' ');
  return isKnown(name) ? say(name) : name;
}
