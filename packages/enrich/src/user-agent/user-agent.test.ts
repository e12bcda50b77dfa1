import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundedUserAgent } from './bounded.ts';
import { parseUserAgent } from './parse.ts';
import { userAgentStep } from './user-agent.ts';

const told = (userAgent: string, signals = '') => {
  const { deviceType, browser, browserVersion, os, osVersion } = userAgentStep.derive(
    { userAgent, signals },
    undefined,
  );
  return [deviceType, browser, browserVersion, os, osVersion].join(' ').trim();
};

const gecko = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const ios = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';

test.each([
  // Versions that say the same for all are left out.
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${gecko} Chrome/131.0.0.0 Safari/537.36`,
    'desktop Chrome 131 Windows',
  ],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${gecko} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0`,
    'desktop Edge 131 Windows',
  ],
  [
    'Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko',
    'desktop Internet Explorer 11 Windows 7',
  ],
  [
    'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
    'desktop Firefox 132 Ubuntu',
  ],
  [
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${ios} Version/18.1 Safari/605.1.15`,
    'desktop Safari 18 macOS',
  ],
  [
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${gecko} Chrome/131.0.0.0 Safari/537.36`,
    'desktop Chrome 131 ChromeOS',
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${ios} Version/17.5 Mobile/15E148 Safari/604.1`,
    'mobile Safari 17 iOS 17.5',
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${ios} Version/26.0 Mobile/15E148 Safari/604.1`,
    'mobile Safari 26 iOS',
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${ios} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1`,
    'mobile Chrome 131 iOS 17.5',
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${ios} Mobile/21F79 Instagram 333.0.0.32.98`,
    'mobile Instagram 333 iOS 17.5',
  ],
  [
    `Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) ${ios} Version/17.5 Mobile/15E148 Safari/604.1`,
    'tablet Safari 17 iOS 17.5',
  ],
  [
    `Mozilla/5.0 (Linux; Android 10; K) ${gecko} Chrome/131.0.0.0 Mobile Safari/537.36`,
    'mobile Chrome 131 Android',
  ],
  [
    `Mozilla/5.0 (Linux; Android 14; SM-S921B) ${gecko} SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36`,
    'mobile Samsung Internet 26 Android 14',
  ],
  [
    `Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) ${gecko} SamsungBrowser/4.0 Chrome/94.0.4606.31 TV Safari/537.36`,
    'tv Samsung Internet 4 Tizen 7',
  ],
  [
    `Mozilla/5.0 (PlayStation; PlayStation 5/8.00) ${ios} Version/15.4 Safari/605.1.15`,
    'console Safari 15 PlayStation 5',
  ],
  ['curl/8.5.0', ''],
  ['', ''],
])('%s is %s', (userAgent, expected) => {
  expect(told(userAgent)).toBe(expected);
});

test('a tablet that calls itself a Mac is known by its touch screen', () => {
  const mac = `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${ios} Version/18.1 Safari/605.1.15`;
  expect(told(mac, 'coarse touch')).toBe('tablet Safari 18 iOS');
});

// The first texts compile every pattern of the parser, for which a busy machine may need its time.
test('any text is read, and always the same way', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      const bounded = boundedUserAgent(text);
      expect(bounded.length).toBeLessThanOrEqual(512);
      expect(parseUserAgent(bounded)).toEqual(parseUserAgent(bounded));
    }),
  );
});

test('the cut leaves no half of a character', () => {
  const cut = boundedUserAgent(`${'x'.repeat(511)}🦊`);
  expect(cut).toBe('x'.repeat(511));
});
