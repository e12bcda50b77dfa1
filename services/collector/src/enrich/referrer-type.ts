import type { ReferrerType, TouchtrailEvent } from '@touchtrail/contract';

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

const hostOf = (url: string | undefined) => url?.split('/')[2]?.toLowerCase();

/**
 * What kind of place a page view's visitor came from, by the host of its referrer. What the sender says
 * stands: only the site knows its partners and its other hosts.
 *
 * @returns `undefined` without a referrer.
 * @example
 * referrerTypeOf({ url: 'https://shop.example/', referrer: 'https://www.google.de/' }); // 'search'
 */
export function referrerTypeOf(page: TouchtrailEvent['page']): ReferrerType | undefined {
  const host = hostOf(page?.referrer);
  if (!page || !host) return undefined;
  if (page.referrerType) return page.referrerType;
  if (host === hostOf(page.url)) return 'internal';
  const labels = `.${host.replace(/:\d+$/, '')}.`;
  return kinds.find(([, hosts]) => hosts.test(labels))?.[0] ?? 'other';
}
