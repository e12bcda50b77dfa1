import type { Fields } from '../fields.ts';
import type { ContextConfig } from './config.ts';
import { within } from './config.ts';
import { pick } from './pick.ts';

export type ReferrerType = NonNullable<NonNullable<Fields['page']>['referrerType']>;

/** Labels of hosts, and of packages of Android apps, by kind; the first that fits wins. */
const kinds =
  'ai_assistant=chatgpt|openai|perplexity|gemini\\.google|copilot|claude mail=\\w*mail|outlook|android\\.gm search=search|www\\.google|bing|duckduckgo|ecosia|baidu|yandex|\\w+searchbox social=instagram|facebook|linkedin|lnkd|twitter|tiktok|pinterest|whatsapp|t\\.co|x\\.com|reddit|youtube|xing';

/**
 * What kind of place a visitor came from.
 *
 * @param referrer URL; of an Android app `android-app://<package>/`.
 * @param own this page's host.
 * @param settings further hosts of the site, and those of its partners.
 * @returns `undefined` without a referrer.
 * @example
 * referrerTypeOf('https://www.google.de/', 'shop.example', {}); // 'search'
 */
export function referrerTypeOf(
  referrer: string | undefined,
  own: string,
  { domains, partners }: Pick<ContextConfig, 'domains' | 'partners'>,
): ReferrerType | undefined {
  const host = referrer?.split('/')[2];
  return host
    ? host === own || within(host, domains)
      ? 'internal'
      : within(host, partners)
        ? 'partner'
        : (pick<ReferrerType>(kinds, `.${host}.`, '\\.') ?? 'other')
    : undefined;
}
