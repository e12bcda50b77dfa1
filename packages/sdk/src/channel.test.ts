import { expect, test } from 'vitest';
import { channelOf } from './channel.ts';

const mac =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15';
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const pixel =
  'Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36';

test.each([
  [mac, 'web'],
  [`${iphone} CriOS/131.0 Mobile/15E148 Safari/604.1`, 'mobile_web'],
  [pixel, 'mobile_web'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0', 'web'],
] as const)('%s is %s', (userAgent, channel) => {
  expect(channelOf(userAgent)).toBe(channel);
});
