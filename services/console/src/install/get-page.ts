import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { NotPublic, isPublic, publicLookup } from '../webhooks/public-address.ts';
import type { SentPage } from './look-at-page.ts';

const mostBytes = 1_024 * 1_024;
const mostRedirects = 3;

export interface GetPage {
  /** Whether addresses of private networks are allowed. */
  allowPrivate: boolean;
  timeoutMs?: number;
  signal: AbortSignal;
}

/**
 * A page as anybody gets it: without cookies, no more of it than 1 MiB, and each address on its way is a
 * public one.
 *
 * @throws Error when there is no answer
 */
export async function getPage(url: URL, options: GetPage, followed = 0): Promise<SentPage> {
  const { allowPrivate, timeoutMs = 8_000 } = options;
  // From here to the last byte, over all redirects.
  const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), options.signal]);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (!/^https?:$/.test(url.protocol)) throw new Error(`${url.protocol} is no address of a page`);
  if (!allowPrivate && isIP(host) !== 0 && !isPublic(host)) throw new NotPublic(host);
  const request = url.protocol === 'https:' ? https.get : http.get;
  const { status, headers, html } = await new Promise<{
    status: number;
    headers: http.IncomingHttpHeaders;
    html: string;
  }>((resolve, reject) => {
    const asked = request(
      url,
      {
        agent: false,
        signal,
        ...(!allowPrivate && { lookup: publicLookup }),
        headers: { accept: 'text/html', 'accept-encoding': 'identity', 'user-agent': 'touchtrail' },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const done = () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            html: Buffer.concat(chunks).toString(),
          });
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size > mostBytes) {
            done();
            asked.destroy();
          }
        });
        response.on('end', done);
        response.on('error', reject);
      },
    );
    asked.on('error', reject);
  });
  const { location } = headers;
  if (status >= 300 && status < 400 && location !== undefined && URL.canParse(location, url.href)) {
    if (followed === mostRedirects) throw new Error('it leads on and on');
    return getPage(new URL(location, url), { ...options, signal }, followed + 1);
  }
  const policy = headers['content-security-policy'] ?? '';
  return { url, status, policy: Array.isArray(policy) ? policy.join(',') : policy, html };
}
