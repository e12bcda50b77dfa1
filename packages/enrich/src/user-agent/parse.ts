import { isbot } from 'isbot';
import { UAParser } from 'ua-parser-js';
import { remembered } from '../remembered.ts';
import type { Remembered } from '../remembered.ts';
import { userAgentLength } from './bounded.ts';

/** What a user agent says by itself. An empty text: it does not say. */
export interface ParsedUserAgent {
  deviceType: string;
  browser: string;
  /** Major version. */
  browserVersion: string;
  os: string;
  osVersion: string;
  /** It names itself a program: a crawler, a monitor, a library. */
  program: boolean;
  /** A browser without a screen. */
  headless: boolean;
}

const deviceTypes: Readonly<Record<string, string>> = {
  mobile: 'mobile',
  tablet: 'tablet',
  smarttv: 'tv',
  console: 'console',
  wearable: 'wearable',
  embedded: 'embedded',
};

const browserNames: Readonly<Record<string, string>> = {
  'Mobile Safari': 'Safari',
  'Chrome Headless': 'Chrome',
  'Chrome WebView': 'Chrome',
  IE: 'Internet Explorer',
};

const systemNames: Readonly<Record<string, string>> = {
  'Mac OS': 'macOS',
  'Chromium OS': 'ChromeOS',
};

/**
 * Versions that browsers state whatever the truth is, so that they say nothing: Windows 11 calls itself
 * 10, macOS stays 10.15, Chrome on Android 10 with the model K, Safari from 26 on iOS 18.6 or 18.7.
 * https://www.chromium.org/updates/ua-reduction/
 */
function isFrozen(userAgent: string, os: string, version: string): boolean {
  return (
    (os === 'Windows' && version === '10') ||
    (os === 'macOS' && version === '10.15') ||
    (os === 'Android' && version === '10' && userAgent.includes('Android 10; K)')) ||
    (os === 'iOS' && /^18\.[67]$/.test(version) && /Version\/(2[6-9]|[3-9]\d)/.test(userAgent)) ||
    os === 'ChromeOS'
  );
}

const headlessBrowser = /Headless|PhantomJS|SlimerJS|jsdom|HappyDOM|\bPuppeteer\b|\bPlaywright\b/i;

function parse(userAgent: string): ParsedUserAgent {
  const parser = new UAParser(userAgent);
  const { name = '', version = '' } = parser.getBrowser();
  const system = parser.getOS();
  const os = systemNames[system.name ?? ''] ?? system.name ?? '';
  const osVersion = (system.version ?? '').split('.').slice(0, 2).join('.').replace(/\.0$/, '');
  const type = parser.getDevice().type;
  // Only what has no other shape is a desktop, and only where a system is known at all.
  const deviceType = type === undefined ? (os === '' ? '' : 'desktop') : (deviceTypes[type] ?? '');
  return {
    deviceType,
    browser: browserNames[name] ?? name,
    browserVersion: version.split('.')[0] ?? '',
    os,
    osVersion: /^[\d.]+$/.test(osVersion) && isFrozen(userAgent, os, osVersion) ? '' : osVersion,
    program: isbot(userAgent),
    headless: headlessBrowser.test(userAgent),
  };
}

/**
 * Reads a user agent. A text that was read lately costs a look-up.
 *
 * @example
 * parseUserAgent('Mozilla/5.0 (X11; Ubuntu; …) Gecko/20100101 Firefox/132.0').os; // 'Ubuntu'
 */
export const parseUserAgent: Remembered<ParsedUserAgent> = remembered(
  parse,
  5_000,
  userAgentLength,
);
