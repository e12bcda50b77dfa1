import { originMatcher } from '@touchtrail/contract';
import type { PageCheck, Site } from '@touchtrail/contract';
import { isAllowed, policiesOf } from './content-policy.ts';

/** A page as it was sent. */
export interface SentPage {
  url: URL;
  status: number;
  /** The header, when there is one. */
  policy: string;
  html: string;
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
};
const plain = (text: string): string =>
  text.replaceAll(/&(?:amp|quot|#39|lt|gt);/g, (entity) => entities[entity] ?? entity);

/** Attributes of the tags of a name. Enough for what a page says of itself; a browser knows better. */
function tagsOf(html: string, name: string): Map<string, string>[] {
  const tags = html.matchAll(new RegExp(`<${name}\\b((?:"[^"]*"|'[^']*'|[^>"'])*)>`, 'gi'));
  return [...tags].map(
    ([, inside = '']) =>
      new Map(
        [...inside.matchAll(/([^\s=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g)].map(
          ([, key = '', double, single, bare]) => [
            key.toLowerCase(),
            plain(double ?? single ?? bare ?? ''),
          ],
        ),
      ),
  );
}

const urlOf = (text: string | undefined, base: URL): URL | undefined =>
  text !== undefined && URL.canParse(text, base.href) ? new URL(text, base) : undefined;

/**
 * What stands in the way of events on a page: the tag, its key, the origin, the content security
 * policy, and whether its own HTML speaks of consent and of who it is.
 *
 * @param service where pages of the site find this service, when no tag says it
 */
export function lookAtPage(page: SentPage, site: Site, service: URL): PageCheck {
  const html = page.html.replaceAll(/<!--[^]*?-->/g, '');
  const keys = new Set([site.writeKey, site.previousWriteKey]);
  const tags = tagsOf(html, 'script').filter((tag) => tag.has('data-site'));
  const tag = tags.find((one) => keys.has(one.get('data-site'))) ?? tags[0];
  const script = urlOf(tag?.get('src'), page.url) ?? new URL('/t.js', service);
  const events = urlOf(tag?.get('data-endpoint'), page.url) ?? new URL('/v1/events', script);
  const metas = tagsOf(html, 'meta')
    .filter((meta) => meta.get('http-equiv')?.toLowerCase() === 'content-security-policy')
    .map((meta) => meta.get('content') ?? '');
  const policies = [page.policy, ...metas].flatMap(policiesOf);
  return {
    url: page.url.href,
    status: page.status,
    tag: tag === undefined ? 'missing' : keys.has(tag.get('data-site')) ? 'found' : 'other_key',
    isOriginAllowed: originMatcher(site.origins)(page.url.origin),
    hasPolicy: policies.length > 0,
    isScriptAllowed: isAllowed(policies, 'script', page.url, script, tag?.get('nonce')),
    isSendingAllowed: isAllowed(policies, 'connect', page.url, events),
    policyLine: `script-src ${script.origin}; connect-src ${events.origin}`,
    saysConsent:
      tag?.has('data-consent') === true || /touchtrail\s*(?:\?\.|\.)\s*consent\s*\(/.test(html),
    saysWho: /touchtrail\s*(?:\?\.|\.)\s*identify\s*\(/.test(html),
  };
}
