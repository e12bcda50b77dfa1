import { channels, mediaByChannel } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { entryChannelParams, entryChannelSql } from './entry-channel.ts';

const media = entryChannelParams['entryMedia'] as string[];
const named = entryChannelParams['entryChannels'] as string[];
const channelOf = (medium: string) => named[media.indexOf(medium)];

test.each([
  ['email', 'email e-mail e_mail mail mailing newsletter'],
  ['ads', 'cpc ppc cpm paid paidsearch paid_search paid-search display banner retargeting'],
  ['social', 'social social-media social_media socialmedia paid_social paid-social'],
  ['sms', 'sms'],
  ['push', 'push'],
  ['affiliate', 'affiliate'],
  ['referral', 'referral'],
  ['search', 'organic'],
  ['mail', 'qr print letter direct-mail direct_mail'],
])('media that mean %s', (channel, written) => {
  for (const medium of written.split(' ')) expect(channelOf(medium), medium).toBe(channel);
});

test('words with a space, and words that say nothing', () => {
  expect(channelOf('paid search')).toBe('ads');
  expect(channelOf('direct mail')).toBe('mail');
  expect(channelOf('(none)')).toBeUndefined();
  expect(channelOf('')).toBeUndefined();
});

test('each medium means one known channel and is in the form that is looked up', () => {
  expect(new Set(media).size).toBe(media.length);
  expect(named.length).toBe(media.length);
  for (const medium of media) expect(medium).toBe(medium.toLowerCase().trim());
  for (const channel of Object.keys(mediaByChannel)) expect(channels).toContain(channel);
});

test('media are values, not text of the query', () => {
  const places = [...entryChannelSql.matchAll(/\{(\w+):/g)].map((match) => match[1]);
  expect(places.toSorted()).toEqual(Object.keys(entryChannelParams).toSorted());
  expect(entryChannelSql).not.toContain('newsletter');
});
