// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { channelOf } from './channel.ts';
import { device } from './device.ts';
import { start, view } from './testing/start.ts';

/** A page view as a browser with this navigator makes it. */
const seenBy = (navigator: object) => {
  vi.stubGlobal('navigator', { maxTouchPoints: 0, ...navigator });
  return start(device)(view());
};

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const ios =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const mac =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15';
const android =
  'Mozilla/5.0 (Linux; Android 14; Pixel 7 Build/UQ1A.240205.002; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/125.0.6422.165 Mobile Safari/537.36';

test.each([
  // Browsers
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36',
    'web',
    undefined,
    undefined,
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36 Edg/125.0.0.0',
    'web',
    undefined,
    undefined,
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0',
    'web',
    undefined,
    undefined,
  ],
  [mac, 'web', undefined, undefined],
  [`${ios} Version/17.5 Mobile/15E148 Safari/604.1`, 'mobile_web', 'mobile', undefined],
  [`${ios} CriOS/125.0.6422.80 Mobile/15E148 Safari/604.1`, 'mobile_web', 'mobile', undefined],
  [`${ios} FxiOS/126.0 Mobile/15E148 Safari/605.1.15`, 'mobile_web', 'mobile', undefined],
  [
    `${ios} Version/17.0 EdgiOS/124.0.2478.89 Mobile/15E148 Safari/604.1`,
    'mobile_web',
    'mobile',
    undefined,
  ],
  [
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile Safari/537.36',
    'mobile_web',
    'mobile',
    undefined,
  ],
  [
    'Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36',
    'mobile_web',
    'mobile',
    undefined,
  ],
  [
    'Mozilla/5.0 (Android 14; Mobile; rv:126.0) Gecko/126.0 Firefox/126.0',
    'mobile_web',
    'mobile',
    undefined,
  ],
  // Tablets
  [
    'Mozilla/5.0 (iPad; CPU OS 12_5_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1',
    'mobile_web',
    'tablet',
    undefined,
  ],
  [
    'Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36',
    'mobile_web',
    'tablet',
    undefined,
  ],
  // In-app browsers
  [
    `${ios} Mobile/15E148 [FBAN/FBIOS;FBAV/465.0.0.35.107;FBBV/602060281;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.5;FBSS/3;FBID/phone;FBLC/de_DE;FBOP/5]`,
    'in_app_browser',
    'mobile',
    'facebook',
  ],
  [`${android} [FB_IAB/FB4A;FBAV/465.0.0.58.73;]`, 'in_app_browser', 'mobile', 'facebook'],
  [
    `${ios} Mobile/21F79 Instagram 333.0.5.31.90 (iPhone14,5; iOS 17_5; de_DE; de; scale=3.00; 1170x2532; 604420217)`,
    'in_app_browser',
    'mobile',
    'instagram',
  ],
  [
    `${android} Instagram 333.0.0.42.91 Android (34/14; 420dpi; 1080x2209; Google/google; Pixel 7; panther; panther; de_DE; 602060281)`,
    'in_app_browser',
    'mobile',
    'instagram',
  ],
  [
    `${ios} Mobile/21F79 Barcelona 333.0.0.27.92 (iPhone14,5; iOS 17_5; de_DE; de; scale=3.00)`,
    'in_app_browser',
    'mobile',
    'threads',
  ],
  [`${ios} Mobile/15E148 [LinkedInApp]/9.29.5814`, 'in_app_browser', 'mobile', 'linkedin'],
  [`${ios} Mobile/15E148 Twitter for iPhone/10.42`, 'in_app_browser', 'mobile', 'twitter'],
  [
    `${ios} Mobile/15E148 musical_ly_34.9.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/de Region/DE BytedanceWebview/d8a21c6`,
    'in_app_browser',
    'mobile',
    'tiktok',
  ],
  [
    `${ios} Mobile/15E148 Snapchat/12.88.0.36 (like Safari/8617.1.17, panda)`,
    'in_app_browser',
    'mobile',
    'snapchat',
  ],
  [`${ios} Mobile/15E148 [Pinterest/iOS]`, 'in_app_browser', 'mobile', 'pinterest'],
  [`${ios} Mobile/15E148 Safari Line/14.8.0`, 'in_app_browser', 'mobile', 'line'],
  [
    `${ios} Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/de`,
    'in_app_browser',
    'mobile',
    'wechat',
  ],
  [`${android} WhatsApp/2.24.11.79`, 'in_app_browser', 'mobile', 'whatsapp'],
  [`${ios} GSA/317.0.638062479 Mobile/15E148 Safari/604.1`, 'in_app_browser', 'mobile', 'google'],
  [android, 'in_app_browser', 'mobile', undefined],
] as const)('%s is %s, %s, in %s', (userAgent, channel, size, app) => {
  const event = seenBy({ userAgent });
  expect(event.channel).toBe(channel);
  expect(event.device?.app).toBe(app);
  expect(event.device?.signals?.split(' ').find((signal) => /mobile|tablet/.test(signal))).toBe(
    size,
  );
});

test('an iPad that calls itself a Mac is told by its touch screen', () => {
  expect(seenBy({ userAgent: mac, maxTouchPoints: 5 })).toMatchObject({
    channel: 'mobile_web',
    device: { signals: 'tablet' },
  });
});

test('what the browser states of itself wins over its user agent', () => {
  const userAgentData = { mobile: true };
  expect(seenBy({ userAgent: mac, userAgentData }).channel).toBe('mobile_web');
  userAgentData.mobile = false;
  expect(seenBy({ userAgent: 'X11; Linux; Mobile', userAgentData }).channel).toBe('web');
});

test('an app that holds the page wins over its browser, and that over an installed page', () => {
  expect(channelOf('mobile standalone bridge in_app')).toBe('app_webview');
  expect(channelOf('mobile standalone in_app')).toBe('in_app_browser');
  expect(channelOf('mobile standalone')).toBe('pwa');
});

test('a pointer or a frame alone make no other channel', () => {
  expect(channelOf('coarse framed')).toBe('web');
  expect(channelOf('')).toBe('web');
});
