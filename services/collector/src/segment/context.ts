import { limits } from '@touchtrail/contract';
import { countAt, cutText, fieldsAt, textAt, whole } from './fields.ts';
import type { Fields } from './fields.ts';

const address = /^[a-z][a-z\d+.-]*:\/\//i;
const clickId =
  /[?&](gclid|[gw]braid|dclid|fbclid|msclkid|ttclid|twclid|li_fat_id|igshid|epik|ScCid|rdt_cid|yclid|irclickid|mc_cid|_kx)=([^&#]{1,500})/;

const cut = (text: string | undefined, maxLength: number): string | undefined =>
  text === undefined ? undefined : cutText(text, maxLength);

function parsed(url: string | undefined): URL | undefined {
  try {
    return url === undefined ? undefined : new URL(url);
  } catch {
    return undefined;
  }
}

/** What a `page` call states beside the page's own properties, which are no props then. */
export const pageKeys: ReadonlySet<string> = new Set([
  'url',
  'path',
  'title',
  'referrer',
  'search',
  'hash',
  'width',
  'height',
  'host',
  'encoding',
  'tab_url',
  'referring_domain',
  'initial_referrer',
  'initial_referring_domain',
]);

/** The page, by the properties of a `page` call first, then by its context. */
export function pageOf(context: Fields, properties: Fields) {
  const shared = fieldsAt(context, 'page');
  const of = (key: string) => textAt(properties, key) ?? textAt(shared, key);
  const url = of('url');
  const referrer = of('referrer');
  return whole({
    url: cut(url, limits.urlLength),
    path: cut(of('path') ?? parsed(url)?.pathname, limits.urlLength),
    title: cut(of('title'), limits.textLength),
    // RudderStack writes `$direct` where there is none.
    referrer: referrer && address.test(referrer) ? cut(referrer, limits.urlLength) : undefined,
  });
}

/** The campaign as the client read it, else by the page's address; the click id always by that. */
export function campaignOf(context: Fields, url: string | undefined) {
  const stated = fieldsAt(context, 'campaign');
  // Clients for browsers have read it already.
  const unread = Object.keys(stated).length === 0 && url?.includes('utm_') === true;
  const query = unread ? parsed(url)?.searchParams : undefined;
  const of = (key: string, parameter: string) =>
    cut(textAt(stated, key) ?? (query?.get(parameter) || undefined), limits.textLength);
  const clicked = url === undefined ? undefined : clickId.exec(url);
  return whole({
    source: of('source', 'utm_source'),
    medium: of('medium', 'utm_medium'),
    name: of('name', 'utm_campaign'),
    term: of('term', 'utm_term'),
    content: of('content', 'utm_content'),
    clickIdType: clicked?.[1],
    clickId: clicked?.[2],
  });
}

/** The device: the window where the client tells it, else the screen. */
export function deviceOf(context: Fields, properties: Fields) {
  const screen = fieldsAt(context, 'screen');
  return whole({
    width:
      countAt(properties, 'width') ?? countAt(screen, 'innerWidth') ?? countAt(screen, 'width'),
    height:
      countAt(properties, 'height') ?? countAt(screen, 'innerHeight') ?? countAt(screen, 'height'),
    language: cut(textAt(context, 'locale'), 50),
    timezone: cut(textAt(context, 'timezone'), 100),
  });
}

/** Whether a message comes from inside an app: by its library, or because its sender says so. */
export const isApp = (message: Fields, context: Fields): boolean =>
  message['channel'] === 'mobile' ||
  /android|flutter|ios|kotlin|react-native|swift/i.test(
    textAt(fieldsAt(context, 'library'), 'name') ?? '',
  );
