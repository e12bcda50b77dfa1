import { expect, test } from 'vitest';
import { channelOf } from './channel.ts';

const mac =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15';
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const pixel =
  'Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36';

test.each([
  [mac, false, 0, 'web'],
  [mac, false, 5, 'mobile_web'],
  [`${iphone} CriOS/131.0 Mobile/15E148 Safari/604.1`, false, 5, 'mobile_web'],
  [pixel, false, 5, 'mobile_web'],
  [pixel, true, 5, 'pwa'],
  [`${iphone} Mobile/15E148 [FBAN/FBIOS;FBAV/450.0]`, false, 5, 'in_app_browser'],
  [`${iphone} Mobile/15E148 Instagram 300.0`, false, 5, 'in_app_browser'],
  [`${pixel.replace('Pixel 7', 'Pixel 7; wv')} GSA/15.0`, false, 5, 'in_app_browser'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0', false, 0, 'web'],
] as const)('%s standalone=%s touch=%i is %s', (userAgent, standalone, touch, channel) => {
  expect(channelOf(userAgent, standalone, touch)).toBe(channel);
});
