import type { ReferrerType, TouchtrailEvent } from '@touchtrail/contract';
import { remembered } from '../remembered.ts';
import type { Step } from '../step.ts';

/** Labels of hosts, and of packages of Android apps, by kind; the first that fits wins. */
const kinds: readonly (readonly [ReferrerType, RegExp])[] = [
  [
    'ai_assistant',
    /\.(chatgpt|openai|perplexity|gemini\.google|copilot|claude|mistral|grok|deepseek|phind|poe|meta\.ai|you\.com)\./,
  ],
  ['mail', /\.(\w*mail|outlook|android\.gm|deref-[\w-]+|navigator\.(web|gmx))\./],
  [
    'search',
    /\.(search|www\.google|bing|duckduckgo|ecosia|baidu|yandex|ya\.ru|qwant|startpage|naver|seznam|sogou|kagi|\w+searchbox)\.|^\.google\./,
  ],
  [
    'social',
    /\.(facebook|instagram|linkedin|lnkd|twitter|t\.co|x\.com|tiktok|pinterest|reddit|youtube|youtu\.be|snapchat|whatsapp|telegram|t\.me|xing|threads|bsky|mastodon|vk|weibo|tumblr|discord|quora)\./,
  ],
];

const hostOf = (url: string | undefined) => url?.split('/', 3)[2]?.toLowerCase() ?? '';

const kindOf = remembered((host): ReferrerType => {
  const labels = `.${host.replace(/:\d+$/, '')}.`;
  return kinds.find(([, hosts]) => hosts.test(labels))?.[0] ?? 'other';
}, 2_000);

export interface ReferrerRaw {
  /** Host of the referrer in lower case; empty: none. */
  referrerHost: string;
  /** Host of the page itself. */
  pageHost: string;
}

/** What kind of place the host of a referrer is; empty without one. */
export const referrerStep: Step<ReferrerRaw, { referrerType: ReferrerType | '' }> = {
  name: 'referrer',
  version: 1,
  derive: ({ referrerHost, pageHost }) => ({
    referrerType:
      referrerHost === '' ? '' : referrerHost === pageHost ? 'internal' : kindOf(referrerHost),
  }),
};

/**
 * What kind of place a page view's visitor came from, by the host of its referrer. What the sender says
 * stands: only the site knows its partners and its other hosts.
 *
 * @returns `undefined` without a referrer.
 * @example
 * referrerTypeOf({ url: 'https://shop.example/', referrer: 'https://www.google.de/' }); // 'search'
 */
export function referrerTypeOf(page: TouchtrailEvent['page']): ReferrerType | undefined {
  const referrerHost = hostOf(page?.referrer);
  if (!page || referrerHost === '') return undefined;
  if (page.referrerType) return page.referrerType;
  const told = referrerStep.derive({ referrerHost, pageHost: hostOf(page.url) }, undefined);
  return told.referrerType || undefined;
}
