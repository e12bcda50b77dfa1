import type { EventInput } from '@touchtrail/contract';
import { hideObvious } from './scrub/obvious.ts';

export type Page = NonNullable<EventInput['page']>;
export type Campaign = NonNullable<EventInput['campaign']>;

/** What `URL` and `location` have in common. */
export type Address = Pick<URL, 'origin' | 'pathname' | 'search' | 'hash'>;

const urlLength = 2_000;
const textLength = 500;

/** What is hidden: what the core has room for, until a module brings the whole set. */
let hide = hideObvious;
let kept = /^utm_/;

/**
 * From now on uses these rules.
 *
 * @param rules hides secrets in a text.
 * @param names query parameters that stay.
 */
export const hideBy = (rules: typeof hide, names: RegExp): void => {
  hide = rules;
  kept = names;
};

/** Replaces what must never travel in a text. Hidden before it is cut: half an address is still one. */
export const mask = (text: string): string => hide(text).slice(0, urlLength);

// Part by part: decoding the whole would move the borders between them. What follows a semicolon, or
// an encoded one, question mark or hash, is parameters.
const maskParts = (url: string) =>
  url
    .replace(/(;|%3[bf]|%23)[^?#&]*/gi, '')
    .replace(/[^/?&=]+/g, (part) => (hide(part) === part ? part : '*'))
    .slice(0, urlLength);

// Hash routes (#/cart, #!/cart) are paths; other fragments are positions in a page, or tokens.
const route = (url: Address) => /^#!?\/[^?#&=]*/.exec(url.hash)?.[0] ?? '';

/** Path of a URL with its hash route. */
export const pathOf = (url: Address): string => maskParts(url.pathname + route(url));

/** What makes a URL another page: everything but a fragment that is no route. */
export const pageKey = (url: Address): string =>
  url.origin + url.pathname + url.search + route(url);

/**
 * A URL without user, query and fragment; `utm_*` parameters and hash routes stay.
 *
 * @returns `undefined` when it is no URL.
 */
export function scrub(text: string): string | undefined {
  try {
    const url = new URL(text);
    const query = `${new URLSearchParams([...url.searchParams].filter(([name]) => kept.test(name)))}`;
    return maskParts(url.origin + url.pathname + (query && `?${query}`) + route(url));
  } catch {
    return undefined;
  }
}

/** Campaign of a landing URL, or `undefined` when it names none. */
export function campaignOf(url: Address): Campaign | undefined {
  const query = new URLSearchParams(url.search);
  const utm = (name: string) =>
    mask(query.get('utm_' + name) ?? '').slice(0, textLength) || undefined;
  const campaign = {
    source: utm('source'),
    medium: utm('medium'),
    name: utm('campaign'),
    term: utm('term'),
    content: utm('content'),
  };
  return Object.values(campaign).some(Boolean) ? (campaign as Campaign) : undefined;
}

/** What is known of the page now. */
export function readPage(): Page {
  return {
    url: scrub(location.href)!,
    path: pathOf(location),
    title: mask(document.title).slice(0, textLength),
  };
}

/**
 * Address the document was loaded from. It outlives client-side routing, so that a campaign is still
 * known when consent comes late.
 */
export const landingUrl = (): URL =>
  new URL(performance.getEntriesByType('navigation')[0]?.name || location.href);

/** Touchpoint the page names itself, by `<meta name="touchtrail:touchpoint">` or `<body data-touchpoint>`. */
export const pageTouchpoint = (): string | undefined =>
  document.querySelector<HTMLMetaElement>('meta[name="touchtrail:touchpoint"]')?.content ||
  document.body?.dataset['touchpoint'];
