import type { Channel } from './words.ts';

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

/** Every way of writing a medium of {@link mediaByChannel}, and at the same place its channel. */
export const entryMedia: { media: readonly string[]; channels: readonly string[] } = {
  media: pairs.map(([medium]) => medium),
  channels: pairs.map(([, channel]) => channel),
};
