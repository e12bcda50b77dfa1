import { expect, test } from 'vitest';
import { botStep } from './bot.ts';
import type { BotRaw } from './bot.ts';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0';
const person: BotRaw = {
  userAgent: firefox,
  width: 1_280,
  height: 720,
  language: 'de',
  deviceTold: true,
  observed: [],
};
const reasons = (change: Partial<BotRaw>) =>
  botStep.derive({ ...person, ...change }, undefined).bot;

test.each<[string, Partial<BotRaw>, string]>([
  ['a person', {}, ''],
  ['nobody knows', { userAgent: '', deviceTold: false, language: null }, ''],
  ['a hidden tab', { width: 0, height: 0 }, ''],
  ['a large wall of screens', { width: 20_000 }, ''],
  ['no real screen', { width: 20_001 }, 'headless'],
  ['no language', { language: '' }, 'headless'],
  ['no language where no page told one', { language: null, deviceTold: false }, ''],
  [
    'a crawler',
    { userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' },
    'ua',
  ],
  [
    'an assistant that reads pages',
    {
      userAgent:
        'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
    },
    'ua',
  ],
  ['a program that a back end names', { userAgent: 'curl/8.5.0' }, 'ua'],
  [
    'a browser without a screen',
    {
      userAgent:
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36',
    },
    'headless',
  ],
  ['a data centre', { observed: ['datacentre'] }, 'datacentre'],
  [
    'all at once, in one order',
    { observed: ['behaviour', 'datacentre'], language: '', userAgent: 'python-requests/2.32' },
    'ua headless datacentre behaviour',
  ],
])('%s', (_, change, expected) => {
  expect(reasons(change)).toBe(expected);
});
