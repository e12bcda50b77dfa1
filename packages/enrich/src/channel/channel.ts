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

/** What a user agent says for the channel, and what it came to with the signals seen lately. */
interface Known {
  app: string;
  tablet: boolean;
  phone: boolean;
  mac: boolean;
  inApp: boolean;
  told: Map<string, ToldChannel>;
}

const known = remembered(
  (userAgent): Known => {
    const app = apps.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? '';
    return {
      app,
      tablet: /iPad|^(?!.*Mobi).*Android/.test(userAgent),
      phone: /Mobi|iP/.test(userAgent),
      mac: userAgent.includes('Macintosh'),
      inApp: app !== '' || userAgent.includes('; wv)'),
      told: new Map(),
    };
  },
  5_000,
  userAgentLength,
);

/** Combinations of signals remembered of a user agent. Pages state a handful; others may state any. */
const mostSignals = 50;

/**
 * The app whose own browser this is. Chrome, Firefox and Edge on iOS are browsers, not apps.
 *
 * @example
 * appOf('… Mobile/21F79 Instagram 333.0'); // 'instagram'
 */
export const appOf = (userAgent: string): string | undefined => known(userAgent).app || undefined;

/** `tablet`, `mobile` or, on a desktop, nothing. A tablet that calls itself a Mac has a touch screen. */
function sizeOf(its: Known, mobile: boolean | undefined, stated: readonly string[]): string[] {
  if (its.tablet || (its.mac && stated.includes('touch'))) return ['tablet'];
  return (mobile ?? its.phone) ? ['mobile'] : [];
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

function tell(its: Known, mobile: boolean | undefined, signals: string): ToldChannel {
  const stated = signals.split(' ').filter(Boolean);
  const all = new Set([
    ...sizeOf(its, mobile, stated),
    ...stated,
    ...(its.inApp ? ['in_app'] : []),
  ]);
  const channel = channels.find(([signal]) => all.has(signal))?.[1] ?? 'web';
  return { channel, app: its.app, signals: [...all].join(' ') };
}

/** How a touch in a browser happened, and in which app's browser. */
export const channelStep: Step<ChannelRaw, ToldChannel> = {
  name: 'channel',
  version: 1,
  derive({ userAgent, mobile, signals }) {
    const its = known(userAgent);
    // What a page states stands last, so that it cannot read like another key.
    const key = `${mobile ?? ''}|${signals}`;
    const before = its.told.get(key);
    if (before) return before;
    const told = tell(its, mobile, signals);
    if (its.told.size >= mostSignals) its.told.clear();
    its.told.set(key, told);
    return told;
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
  const { device } = event;
  const stated = device?.userAgent;
  const signals = device?.signals;
  const userAgent = boundedUserAgent(stated ?? browser.userAgent);
  if (!isBrowser(userAgent, signals) || event.type === 'consent') return event;
  // What the request says of the browser says nothing of another one.
  const mobile = stated === undefined ? browser.mobile : undefined;
  const told = channelStep.derive({ userAgent, mobile, signals: signals ?? '' }, undefined);
  const viewed = device !== undefined && event.name === 'page.viewed';
  return {
    ...event,
    channel: event.channel ?? told.channel,
    device: {
      ...device,
      app: viewed && told.app !== '' ? told.app : undefined,
      signals: viewed ? told.signals : undefined,
      userAgent: userAgent === '' ? undefined : userAgent,
    },
  };
}
