import type { TouchtrailEvent } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { appOf, withChannel } from './channel.ts';

const viewed = (more: Partial<TouchtrailEvent> = {}): TouchtrailEvent => ({
  id: 'e1',
  type: 'touch',
  name: 'page.viewed',
  at: 1,
  device: {},
  ...more,
});
const seenBy = (userAgent: string, signals?: string, mobile?: boolean) =>
  withChannel(viewed({ device: { signals } }), { userAgent, mobile });

const ios =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const mac =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15';
const android =
  'Mozilla/5.0 (Linux; Android 14; Pixel 7 Build/UQ1A.240205.002; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/125.0.6422.165 Mobile Safari/537.36';
const windows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36';
const phone =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile Safari/537.36';

test.each([
  // Browsers
  [windows, 'web', ''],
  [`${windows} Edg/125.0.0.0`, 'web', ''],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0', 'web', ''],
  [mac, 'web', ''],
  [`${ios} Version/17.5 Mobile/15E148 Safari/604.1`, 'mobile_web', 'mobile'],
  [`${ios} CriOS/125.0.6422.80 Mobile/15E148 Safari/604.1`, 'mobile_web', 'mobile'],
  [`${ios} FxiOS/126.0 Mobile/15E148 Safari/605.1.15`, 'mobile_web', 'mobile'],
  [`${ios} Version/17.0 EdgiOS/124.0.2478.89 Mobile/15E148 Safari/604.1`, 'mobile_web', 'mobile'],
  [phone, 'mobile_web', 'mobile'],
  [
    'Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36',
    'mobile_web',
    'mobile',
  ],
  ['Mozilla/5.0 (Android 14; Mobile; rv:126.0) Gecko/126.0 Firefox/126.0', 'mobile_web', 'mobile'],
  // Tablets
  [
    'Mozilla/5.0 (iPad; CPU OS 12_5_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1',
    'mobile_web',
    'tablet',
  ],
  [
    'Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36',
    'mobile_web',
    'tablet',
  ],
  // In-app browsers
  [
    `${ios} Mobile/15E148 [FBAN/FBIOS;FBAV/465.0.0.35.107;FBBV/602060281;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.5;FBSS/3;FBID/phone;FBLC/de_DE;FBOP/5]`,
    'in_app_browser',
    'mobile in_app',
    'facebook',
  ],
  [`${android} [FB_IAB/FB4A;FBAV/465.0.0.58.73;]`, 'in_app_browser', 'mobile in_app', 'facebook'],
  [
    `${ios} Mobile/21F79 Instagram 333.0.5.31.90 (iPhone14,5; iOS 17_5; de_DE; de; scale=3.00; 1170x2532; 604420217)`,
    'in_app_browser',
    'mobile in_app',
    'instagram',
  ],
  [
    `${android} Instagram 333.0.0.42.91 Android (34/14; 420dpi; 1080x2209; Google/google; Pixel 7; panther; panther; de_DE; 602060281)`,
    'in_app_browser',
    'mobile in_app',
    'instagram',
  ],
  [
    `${ios} Mobile/21F79 Barcelona 333.0.0.27.92 (iPhone14,5; iOS 17_5; de_DE; de; scale=3.00)`,
    'in_app_browser',
    'mobile in_app',
    'threads',
  ],
  [`${ios} Mobile/15E148 [LinkedInApp]/9.29.5814`, 'in_app_browser', 'mobile in_app', 'linkedin'],
  [`${ios} Mobile/15E148 Twitter for iPhone/10.42`, 'in_app_browser', 'mobile in_app', 'twitter'],
  [
    `${ios} Mobile/15E148 musical_ly_34.9.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/de Region/DE BytedanceWebview/d8a21c6`,
    'in_app_browser',
    'mobile in_app',
    'tiktok',
  ],
  [
    `${ios} Mobile/15E148 Snapchat/12.88.0.36 (like Safari/8617.1.17, panda)`,
    'in_app_browser',
    'mobile in_app',
    'snapchat',
  ],
  [`${ios} Mobile/15E148 [Pinterest/iOS]`, 'in_app_browser', 'mobile in_app', 'pinterest'],
  [`${ios} Mobile/15E148 Safari Line/14.8.0`, 'in_app_browser', 'mobile in_app', 'line'],
  [
    `${ios} Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/de`,
    'in_app_browser',
    'mobile in_app',
    'wechat',
  ],
  [`${android} WhatsApp/2.24.11.79`, 'in_app_browser', 'mobile in_app', 'whatsapp'],
  [
    `${ios} GSA/317.0.638062479 Mobile/15E148 Safari/604.1`,
    'in_app_browser',
    'mobile in_app',
    'google',
  ],
  [android, 'in_app_browser', 'mobile in_app'],
] as const)('%s is %s, %s, in %s', (userAgent, channel, signals, app?: string) => {
  const { channel: found, device } = seenBy(userAgent);
  expect([found, device]).toEqual([channel, { app, signals, userAgent }]);
  expect(appOf(userAgent)).toBe(app);
});

test.each([
  [mac, 'touch', 'mobile_web', 'tablet touch'],
  [windows, 'touch', 'web', 'touch'],
  [windows, 'coarse framed', 'web', 'coarse framed'],
  [windows, 'standalone', 'pwa', 'standalone'],
  [phone, 'coarse standalone', 'pwa', 'mobile coarse standalone'],
  [`${ios} Instagram 333.0`, 'standalone', 'in_app_browser', 'mobile standalone in_app'],
  [android, 'standalone bridge', 'app_webview', 'mobile standalone bridge in_app'],
])('%s with %s is %s', (userAgent, stated, channel, signals) => {
  expect(seenBy(userAgent, stated)).toMatchObject({ channel, device: { signals } });
});

test('what the browser states of itself wins over its user agent', () => {
  expect(seenBy(windows, '', true).channel).toBe('mobile_web');
  expect(seenBy(phone, '', false).channel).toBe('web');
});

test('no signals that a page states can pass for what another browser stated', () => {
  const other = phone.replace('125.0', '126.0');
  for (const signals of ['true|', '|', ' true', 'true', 'false|']) seenBy(other, signals);
  expect(seenBy(other, '', false).channel).toBe('web');
  expect(seenBy(other, '', true).channel).toBe('mobile_web');
});

test('a channel that is stated stands', () => {
  const event = withChannel(viewed({ channel: 'chat' }), { userAgent: phone });
  expect(event).toMatchObject({ channel: 'chat', device: { signals: 'mobile' } });
});

test('of other events than page views only the channel is kept', () => {
  const device = { timezone: 'Europe/Berlin', signals: 'standalone' };
  expect(withChannel(viewed({ name: 'chosen', device }), { userAgent: phone })).toEqual(
    viewed({
      name: 'chosen',
      channel: 'pwa',
      device: { timezone: 'Europe/Berlin', userAgent: phone },
    }),
  );
  const bare = viewed({ name: 'chosen', device: undefined });
  expect(withChannel(bare, { userAgent: phone })).toEqual({
    ...bare,
    channel: 'mobile_web',
    device: { userAgent: phone },
  });
});

test('programs and withdrawals get none, and what an event says of its app is not taken', () => {
  const bare = viewed({ device: { app: 'own' } });
  expect(withChannel(bare, { userAgent: 'okhttp/4.12.0' })).toBe(bare);
  const withdrawal = viewed({ type: 'consent', name: 'consent.withdrawn' });
  expect(withChannel(withdrawal, { userAgent: phone })).toBe(withdrawal);
  const event = viewed({ device: { signals: 'x', app: 'own' } });
  expect(withChannel(event, { userAgent: phone }).device).toEqual({
    signals: 'mobile x',
    userAgent: phone,
  });
});

test('behind a proxy that withholds the header, the signals of the page decide alone', () => {
  expect(seenBy('', 'coarse standalone')).toMatchObject({ channel: 'pwa' });
  expect(seenBy('node', '')).toMatchObject({ channel: 'web' });
});
