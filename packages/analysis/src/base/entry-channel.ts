import type { Channel } from '@touchtrail/contract';
import type { Params } from './scope.ts';

/**
 * Campaign media that say through which channel somebody came, in lower case. A hyphen stands for a
 * hyphen, an underscore, a space or nothing. What is not listed says nothing.
 */
export const mediaByChannel = {
  email: ['e-mail', 'mail', 'mailing', 'newsletter'],
  ads: ['cpc', 'ppc', 'cpm', 'paid', 'paid-search', 'display', 'banner', 'retargeting'],
  social: ['social', 'social-media', 'social-network', 'paid-social', 'organic-social'],
  sms: ['sms'],
  push: ['push', 'push-notification'],
  affiliate: ['affiliate'],
  referral: ['referral'],
  search: ['organic', 'organic-search'],
  mail: ['qr', 'print', 'letter', 'direct-mail'],
} as const satisfies Partial<Record<Channel, readonly string[]>>;

const pairs = Object.entries(mediaByChannel).flatMap(([channel, media]) =>
  media.flatMap((medium) =>
    [...new Set(['-', '_', ' ', ''].map((sign) => medium.replaceAll('-', sign)))].map(
      (written): [string, string] => [written, channel],
    ),
  ),
);

/** What brought a person to a touch: the channel that its campaign's medium names, else its own. */
export const entryChannelSql =
  'transform(lower(campaign_medium), {entryMedia:Array(String)}, {entryChannels:Array(String)}, toString(channel))';

/** Values for the places of {@link entryChannelSql}. */
export const entryChannelParams: Params = {
  entryMedia: pairs.map(([medium]) => medium),
  entryChannels: pairs.map(([, channel]) => channel),
};
