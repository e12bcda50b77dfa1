import type { TouchtrailEvent } from '@touchtrail/contract';
import { describe, expect, test } from 'vitest';
import { parseRates } from '../money/rates.ts';
import { enrichmentVersion, steps } from '../steps.ts';
import { boundedUserAgent } from '../user-agent/bounded.ts';
import { enrichEvent } from './enrich-event.ts';
import type { Circumstances } from './enrich-event.ts';

const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const event = (more: Partial<TouchtrailEvent> = {}): TouchtrailEvent => ({
  id: 'e1',
  type: 'touch',
  name: 'page.viewed',
  at: Date.parse('2026-11-20T10:00:00Z'),
  anonymousId: 'a1',
  device: { width: 390, height: 844, language: 'de', utcOffset: 60, userAgent: iphone },
  ...more,
});
const known: Circumstances = {
  userAgent: iphone,
  stated: { channel: false, referrerType: false },
  stripped: [],
  fromPage: true,
  observed: [],
  base: 'EUR',
};
const told = (one: TouchtrailEvent, change: Partial<Circumstances> = {}) =>
  enrichEvent(one, { ...known, ...change });

describe('device', () => {
  test('is told of the user agent', () => {
    expect(told(event())).toMatchObject({
      version: enrichmentVersion,
      deviceType: 'mobile',
      browser: 'Safari',
      browserVersion: '17',
      os: 'iOS',
      osVersion: '17.5',
      bot: '',
    });
  });

  test('of a site that takes user agents away is its kind alone', () => {
    const answer = told(event({ device: {} }), { stripped: ['device.userAgent:policy'] });
    expect(answer.deviceType).toBe('mobile');
    expect([answer.browser, answer.browserVersion, answer.os, answer.osVersion]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('of a tablet that calls itself a Mac is the same for events that keep no signals', () => {
    const mac =
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15';
    const clicked = event({ name: 'chosen', channel: 'mobile_web', device: {} });
    expect(told(clicked, { userAgent: mac }).deviceType).toBe('tablet');
    expect(told({ ...clicked, channel: 'web' }, { userAgent: mac }).deviceType).toBe('desktop');
  });
});

describe('a program', () => {
  const silent = event({ device: { width: 1, height: 1, utcOffset: 0 } });
  test('is one whose page knows no language', () => {
    expect(told(silent).bot).toBe('headless');
  });
  test('is not one whose site takes the language away, nor one that sends for others', () => {
    expect(told(silent, { stripped: ['device.language:policy'] }).bot).toBe('');
    expect(told(silent, { fromPage: false }).bot).toBe('');
    expect(told({ ...silent, name: 'chosen' }).bot).toBe('');
  });
  test('is one that was observed to be', () => {
    expect(told(event(), { observed: ['datacentre'] }).bot).toBe('datacentre');
  });
});

test('what the sender said is noted, and stands', () => {
  const page = { url: 'https://a.example/', referrer: 'https://www.google.de/' };
  expect(told(event({ page }))).toMatchObject({ referrerType: 'search', stated: undefined });
  const partner = event({ page: { ...page, referrerType: 'partner' } });
  expect(told(partner, { stated: { channel: false, referrerType: true } })).toMatchObject({
    referrerType: 'partner',
    stated: 'referrer_type',
  });
  expect(told(event(), { stated: { channel: true, referrerType: true } }).stated).toBe(
    'channel referrer_type',
  );
});

test('money is told in the currency of the site, or left', () => {
  const rates = parseRates('date,from,to,rate\n2026-11-20,USD,EUR,0.9\n');
  const sale = (currency: string | undefined, value: number | undefined = 10) =>
    told(event({ value, currency }), { rates });
  expect(sale('EUR')).toMatchObject({ valueBase: 10, ratesVersion: 'EUR' });
  expect(sale('USD')).toMatchObject({ valueBase: 9 });
  expect(sale('GBP').valueBase).toBeUndefined();
  expect(sale(undefined).ratesVersion).toBeUndefined();
  expect(sale('USD', 0).ratesVersion).toBeUndefined();
});

test('every step has a name of its own and a version', () => {
  expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
  expect(steps.every(({ version }) => Number.isInteger(version) && version > 0)).toBe(true);
  expect(enrichmentVersion).toBeLessThan(65_536);
});

test('of a user agent only what is stored is read, so that it can be told again', () => {
  const long = `Mozilla/5.0 (${'x'.repeat(600)}) Firefox/132.0`;
  expect(told(event(), { userAgent: long }).browser).toBe(
    told(event(), { userAgent: boundedUserAgent(long) }).browser,
  );
  expect(told(event(), { userAgent: `${long} HeadlessChrome` }).bot).not.toContain('headless');
});
