import type { EventInput } from '@touchtrail/contract';

export type Page = NonNullable<EventInput['page']>;
export type Campaign = NonNullable<EventInput['campaign']>;

/** What `URL` and `location` have in common. */
export type Address = Pick<URL, 'origin' | 'pathname' | 'search' | 'hash'>;

const urlLength = 2_000;
const textLength = 500;

// E-mail addresses, and runs of letters and digits as only secrets have them.
const secret = /[^\s/?&=#]+(@|%40)[^\s/?&=#]+\.\w+|[^\W_]{32,}/gi;

/** Replaces what must never travel in a URL or a title. */
export const mask = (text: string): string => text.slice(0, urlLength).replace(secret, '*');

// Hash routes (#/cart, #!/cart) are paths; other fragments are positions in a page, or tokens.
const route = (url: Address) => (/^#!?\//.test(url.hash) ? url.hash.split('?')[0]! : '');

/** Path of a URL with its hash route. */
export const pathOf = (url: Address): string => mask(url.pathname + route(url));

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
    const kept = [...url.searchParams].filter(([name]) => name.startsWith('utm_'));
    const query = kept.length ? `?${new URLSearchParams(kept)}` : '';
    return mask(url.origin + url.pathname + query + route(url));
  } catch {
    return undefined;
  }
}

// Kinds only: the value of a click id identifies a person at an advertiser.
const clickIds =
  'gclid gbraid wbraid dclid fbclid msclkid ttclid twclid li_fat_id igshid epik ScCid rdt_cid yclid irclickid mc_cid _kx';

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
    clickIdType: clickIds.split(' ').find((name) => query.has(name)),
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
