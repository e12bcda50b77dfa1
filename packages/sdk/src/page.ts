import type { EventInput } from '@touchtrail/contract';
import { text as limited } from './fields.ts';

export type Page = NonNullable<EventInput['page']>;
export type Campaign = NonNullable<EventInput['campaign']>;

/** What `URL` and `location` have in common. */
export type Address = Pick<URL, 'origin' | 'pathname' | 'search' | 'hash'>;

const urlLength = 2_000;
const textLength = 500;

// E-mail addresses, and runs of letters and digits as only secrets have them.
const secret = /[^\s/?&=#]{1,64}(@|%40)[^\s/?&=#]+\.\w+|[^\W_]{32,}/g;
/** Hides secrets by the core's own rules. */
export const hide = (text: string): string => text.replace(secret, '*');

/**
 * What is hidden: what the core has room for, until a module brings the whole set. The service
 * applies the whole set in any case.
 */
let hideText = hide;
let hideUrl = hide;
let kept = /^utm_/;

/**
 * From now on uses these rules; without, the core's own again.
 *
 * @param text hides secrets in a text.
 * @param url hides secrets in an address that has lost its query but for `names`.
 * @param names query parameters that stay.
 */
export const hideBy = (text = hide, url = hide, names = /^utm_/): void => {
  hideText = text;
  hideUrl = url;
  kept = names;
};

/** Replaces what must never travel in a text. Hidden before it is cut: half an address is still one. */
export const mask = (text: string): string => hideText(text).slice(0, urlLength);

// Hash routes (#/cart, #!/cart) are paths; other fragments are positions in a page, or tokens.
const route = (url: Address) => /^#!?\/[^?#&=]*/.exec(url.hash)?.[0] ?? '';

/** What makes a URL another page: everything but a fragment that is no route. */
export const pageKey = (url: Address): string => url.pathname + url.search + route(url);

/** Path of a URL with its hash route. */
export const pathOf = (url: string): string => url.replace(/^[^/]+\/\/[^/?#]+|\?[^#]*/g, '');

/**
 * A URL without user, query and fragment; `utm_*` parameters and hash routes stay.
 *
 * @returns `undefined` when it is no URL.
 */
export const scrub = (text: string): string | undefined => {
  try {
    const url = new URL(text);
    const query = `${new URLSearchParams([...url.searchParams].filter(([name]) => kept.test(name)))}`;
    return hideUrl(url.origin + url.pathname + (query && `?${query}`) + route(url)).slice(
      0,
      urlLength,
    );
  } catch {}
};

/** Campaign of a URL; empty when it names none. */
export function campaignOf(url: string): Campaign {
  const query = new URL(url).searchParams;
  const campaign: Record<string, unknown> = {};
  for (const name of 'source medium campaign term content'.split(' ')) {
    campaign[name === 'campaign' ? 'name' : name] = limited(
      mask(query.get('utm_' + name) ?? ''),
      textLength,
    );
  }
  return campaign as Campaign;
}

/** What is known of the page now. */
export const readPage = (): Page => {
  const url = scrub(location.href)!;
  return { url, path: pathOf(url), title: mask(document.title).slice(0, textLength) };
};

/**
 * Address the document was loaded from. It outlives client-side routing, so that a campaign is still
 * known when consent comes late.
 *
 * @param routed whether the page has gone on since: then the address it has now.
 */
export const landingUrl = (routed?: unknown): string =>
  (!routed && performance.getEntriesByType('navigation')[0]?.name) || location.href;

/** Touchpoint the page names itself, by `<meta name="touchtrail:touchpoint">` or `<body data-touchpoint>`. */
export const pageTouchpoint = (): string | undefined =>
  document.querySelector<HTMLMetaElement>('meta[name="touchtrail:touchpoint"]')?.content ||
  document.body?.dataset['touchpoint'];
