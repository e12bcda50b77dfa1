import type { Channel, TouchtrailEvent } from '@touchtrail/contract';
import { remembered } from '../remembered.ts';
import type { Step } from '../step.ts';
import { boundedUserAgent, userAgentLength } from '../user-agent/bounded.ts';

/** What the headers of a request say of the browser it came from. */
export interface Browser {
  /** `User-Agent`. */
  userAgent: string;
  /** `Sec-CH-UA-Mobile`, where the browser sends it. */
  mobile?: boolean | undefined;
}

/** Apps with a browser of their own, by what their user agents have in common. */
const apps: readonly (readonly [app: string, userAgent: RegExp])[] = [
  ['instagram', /instagram/i],
  ['threads', /Barcelona/],
  ['facebook', /FB(A[NV]|_IAB)/],
  ['linkedin', /LinkedInApp/],
  ['twitter', /twitter/i],
  ['tiktok', /TikTok|musical_ly|Bytedance/i],
  ['snapchat', /snapchat/i],
  ['pinterest', /pinterest/i],
  ['line', /\bLine\//],
  ['wechat', /MicroMessenger/],
  ['whatsapp', /whatsapp/i],
  ['google', /\bGSA\//],
];

/**
 * The app whose own browser this is. Chrome, Firefox and Edge on iOS are browsers, not apps.
 *
 * @example
 * appOf('… Mobile/21F79 Instagram 333.0'); // 'instagram'
 */
export const appOf = (userAgent: string): string | undefined => knownApp(userAgent) || undefined;

const knownApp = remembered(
  (userAgent) => apps.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? '',
  5_000,
  userAgentLength,
);

/** `tablet`, `mobile` or, on a desktop, nothing. A tablet that calls itself a Mac has a touch screen. */
function sizeOf({ userAgent, mobile }: Browser, stated: readonly string[]): string[] {
  const tablet =
    /iPad|^(?!.*Mobi).*Android/.test(userAgent) ||
    (stated.includes('touch') && userAgent.includes('Macintosh'));
  if (tablet) return ['tablet'];
  return (mobile ?? /Mobi|iP/.test(userAgent)) ? ['mobile'] : [];
}

/** The first signal that is there decides; a tablet is mobile. */
const channels: readonly (readonly [signal: string, channel: Channel])[] = [
  ['bridge', 'app_webview'],
  ['in_app', 'in_app_browser'],
  ['standalone', 'pwa'],
  ['mobile', 'mobile_web'],
  ['tablet', 'mobile_web'],
];

/** What a page states of itself; the other signals are told from the request. */
const statable: ReadonlySet<string> = new Set([
  'bridge',
  'coarse',
  'framed',
  'standalone',
  'touch',
]);

export interface ChannelRaw extends Browser {
  /** Signals as the page states them, with spaces between. */
  signals: string;
}

export interface ToldChannel {
  channel: Channel;
  /** The app of an in-app browser; empty: none that is known. */
  app: string;
  /** All signals, those of the request too. */
  signals: string;
}

/** How a touch in a browser happened, and in which app's browser. */
export const channelStep: Step<ChannelRaw, ToldChannel> = {
  name: 'channel',
  version: 1,
  derive(browser) {
    const { userAgent, signals } = browser;
    const stated = signals === '' ? [] : signals.split(' ').filter(Boolean);
    const app = knownApp(userAgent);
    const all = new Set([
      ...sizeOf(browser, stated),
      ...stated,
      ...(app !== '' || userAgent.includes('; wv)') ? ['in_app'] : []),
    ]);
    const channel = channels.find(([signal]) => all.has(signal))?.[1] ?? 'web';
    return { channel, app, signals: [...all].join(' ') };
  },
};

/**
 * The signals that a page stated, from what is stored. Page views keep all signals; of other events the
 * channel says which there must have been.
 *
 * @example
 * statedSignals({ signals: '', channel: 'pwa', userAgent: '' }); // 'standalone'
 */
export function statedSignals(stored: {
  signals: string;
  channel: string;
  userAgent: string;
}): string {
  const kept = stored.signals.split(' ').filter((signal) => statable.has(signal));
  if (kept.length > 0) return kept.join(' ');
  if (stored.channel === 'pwa') return 'standalone';
  if (stored.channel === 'app_webview') return 'bridge';
  return stored.channel === 'mobile_web' && stored.userAgent.includes('Macintosh') ? 'touch' : '';
}

/**
 * Whether a request came from a browser. Every browser says Mozilla, for the sake of pages of 1995;
 * programs do not. One that states signals is a browser behind a proxy that did not pass the header on.
 */
export const isBrowser = (userAgent: string, signals: string | undefined): boolean =>
  userAgent.startsWith('Mozilla/') || signals !== undefined;

/**
 * Adds how a touch happened, by the browser it was sent from and the signals its page states
 * (`bridge coarse framed standalone touch`), which no request tells: a native app around the page, a
 * touch screen, an installed page. A channel that is stated stands. Page views also get the app of an
 * in-app browser and all signals, so that they can be classified again; other events keep neither. The
 * user agent itself goes along for the gate to decide on; one that is stated stands.
 *
 * Requests that come from no browser stay as they are.
 *
 * @example
 * withChannel(event, { userAgent: '… (iPhone; …) … Mobile/21F79 Instagram 333.0' }).channel; // 'in_app_browser'
 */
export function withChannel(event: TouchtrailEvent, browser: Browser): TouchtrailEvent {
  const { app: _app, signals, ...device } = event.device ?? {};
  const userAgent = boundedUserAgent(device.userAgent ?? browser.userAgent);
  if (!isBrowser(userAgent, signals) || event.type === 'consent') return event;
  // What the request says of the browser says nothing of another one.
  const mobile = device.userAgent === undefined ? browser.mobile : undefined;
  const told = channelStep.derive({ userAgent, mobile, signals: signals ?? '' }, undefined);
  const viewed = event.name === 'page.viewed' && {
    app: told.app === '' ? undefined : told.app,
    signals: told.signals,
  };
  return {
    ...event,
    channel: event.channel ?? told.channel,
    device: { ...device, ...(event.device && viewed), ...(userAgent !== '' && { userAgent }) },
  };
}
