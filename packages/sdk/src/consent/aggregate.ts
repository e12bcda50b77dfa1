import { onRoute } from '../navigation.ts';
import type { Touchtrail } from '../types.ts';

/** Options of {@link aggregate}. */
export interface AggregateOptions {
  /** Write key of the site. */
  site: string;
  /** URL that counts. Default: `/v1/count` on the page's own origin. */
  endpoint?: string | undefined;
  /** Channel of this page. Default `web`: finding out more would mean to look at the device. */
  channel?: string | undefined;
  /**
   * What is told of a path. Default: the path with every segment that holds a digit, an `@` or more
   * than 40 characters as `*`.
   */
  path?: ((pathname: string) => string) | undefined;
}

const plain = (pathname: string) =>
  pathname.replaceAll(/\/[^/]*(?:\d|@|%40)[^/]*|\/[^/]{41,}/g, '/*');

const hostOf = (url: string) => {
  try {
    return new URL(url).host;
  } catch {
    return undefined;
  }
};

/**
 * Counts page views of visitors who are not measured: where they have not decided, or refused. One
 * request for each page view, when it ends, with the path, the domain that referred and the channel.
 * No id, no storage, no cookie, nothing that tells one visitor from another; the service must have
 * `privacy.aggregate` switched on and adds up at once. A page view that consent was given on is not
 * counted here: it was recorded.
 *
 * Off unless called. Whether mere counting needs consent differs between countries: see
 * `docs/consent.md`.
 *
 * @returns a function that stops counting.
 * @example
 * aggregate(touchtrail, { site: 'wk_…', endpoint: 'https://t.example.com/v1/count' });
 */
export function aggregate(touchtrail: Touchtrail, options: AggregateOptions): () => void {
  // On a server there is nobody to count.
  if (typeof document === 'undefined') return () => {};
  const { site, endpoint = '/v1/count', channel = 'web', path = plain } = options;
  const stop = new AbortController();
  let measured = false;
  let referrer: string | undefined = hostOf(document.referrer);
  let counted = false;
  let current = location.pathname;

  const count = () => {
    if (measured || counted || stop.signal.aborted) return;
    counted = true;
    const body = JSON.stringify({ v: 1, site, path: path(current), referrer, channel });
    fetch(endpoint, { method: 'POST', body, keepalive: true, credentials: 'omit' }).catch(() => {});
  };
  const next = () => {
    if (location.pathname === current) return;
    count();
    current = location.pathname;
    referrer = location.host;
    counted = measured;
  };

  const off = touchtrail.on('consent', ({ purposes }) => {
    measured = purposes.length > 0;
    // The page view that consent was given on is recorded; it is not counted when consent ends.
    counted ||= measured;
  });
  onRoute(next);
  addEventListener('pagehide', count, { signal: stop.signal });
  document.addEventListener('visibilitychange', () => document.hidden && count(), {
    signal: stop.signal,
  });
  addEventListener(
    'pageshow',
    (event) => {
      if (event.persisted) counted = measured;
    },
    { signal: stop.signal },
  );
  return () => {
    stop.abort();
    off();
  };
}
