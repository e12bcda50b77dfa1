import type { Channel, TouchtrailEvent } from '@touchtrail/contract';

/** What the headers of a request say of the browser it came from. Used for the channel, never stored. */
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
export const appOf = (userAgent: string): string | undefined =>
  apps.find(([, pattern]) => pattern.test(userAgent))?.[0];

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

/**
 * Adds how a touch happened, by the browser it was sent from and the signals its page states
 * (`bridge coarse framed standalone touch`), which no request tells: a native app around the page, a
 * touch screen, an installed page. A channel that is stated stands. Page views also get the app of an
 * in-app browser and all signals, so that they can be classified again; other events keep neither.
 *
 * Requests that come from no browser stay as they are.
 *
 * @example
 * withChannel(event, { userAgent: '… (iPhone; …) … Mobile/21F79 Instagram 333.0' }).channel; // 'in_app_browser'
 */
export function withChannel(event: TouchtrailEvent, browser: Browser): TouchtrailEvent {
  const { userAgent } = browser;
  const { app: _app, signals, ...device } = event.device ?? {};
  // Every browser says Mozilla, for the sake of pages of 1995; programs do not. One that states signals
  // is a browser behind a proxy that did not pass the header on.
  const program = !userAgent.startsWith('Mozilla/') && signals === undefined;
  if (program || event.type === 'consent') return event;
  const stated = signals?.split(' ').filter(Boolean) ?? [];
  const app = appOf(userAgent);
  const all = new Set([
    ...sizeOf(browser, stated),
    ...stated,
    ...(app !== undefined || userAgent.includes('; wv)') ? ['in_app'] : []),
  ]);
  const found = channels.find(([signal]) => all.has(signal))?.[1] ?? 'web';
  const viewed = event.name === 'page.viewed' && { app, signals: [...all].join(' ') };
  return {
    ...event,
    channel: event.channel ?? found,
    ...(event.device && { device: { ...device, ...viewed } }),
  };
}
