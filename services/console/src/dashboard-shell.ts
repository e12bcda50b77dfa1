import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { Transform } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { Context, Hono } from 'hono';
import { safeJson } from '@touchtrail/contract';
import {
  chosenLanguage,
  firstLanguage,
  firstQuestion,
  inLanguage,
  parseView,
  siteOf,
} from '@touchtrail/contract/view';
import type { AskedSite, Language, Question } from '@touchtrail/contract/view';
import type { NodeEnv } from './access.ts';

/** What the build says of a source file: what it became and what that imports. */
interface Chunk {
  file: string;
  imports?: string[];
}

/** Longer than this the page is not kept waiting: it asks for itself then. */
const patienceMs = 250;
/** The same of its report, for which the page need not wait to be drawn. */
const reportPatienceMs = 1_000;
/** How long a report that took longer is left to the page. */
const slowForMs = 600_000;

/** Characters of names that come with a page; a site with more is asked for them behind it. */
const mostNames = 65_536;

/** Built files that a screen needs besides the entry; none where the path is no screen. */
export function screenFiles(chunks: Readonly<Record<string, Chunk>>, pathname: string): string[] {
  const name = pathname.replaceAll('/', '') || 'overview';
  const files = new Set<string>();
  const seen = new Set<string>(['index.html']);
  const add = (key: string): void => {
    const chunk = Object.hasOwn(chunks, key) ? chunks[key] : undefined;
    if (!chunk || seen.has(key)) return;
    seen.add(key);
    files.add(chunk.file);
    for (const next of chunk.imports ?? []) add(next);
  };
  add(`src/screens/${name}/${name}.tsx`);
  return [...files];
}

/** `<` would end the script that holds it. */
const inScript = (json: string): string => json.replaceAll('<', String.raw`\u003c`);

/**
 * The page's HTML with what it would ask for first: who is signed in, the sites, the code of the screen,
 * and, behind the page, the report that its address asks for. The page asks for itself whatever is not in
 * it, so a slow or a refused answer costs nothing.
 */
export function createShell(app: Hono<NodeEnv>, dir: string, clock: () => number) {
  const readChunks = async (): Promise<Record<string, Chunk>> => {
    const file = path.join(dir, 'screens.json');
    return existsSync(file)
      ? (JSON.parse(await readFile(file, 'utf8')) as Record<string, Chunk>)
      : {};
  };
  /** The answer of a route of ours as its text; undefined where it is refused or late. */
  const ask = async (
    c: Context<NodeEnv>,
    address: string,
    waitMs: number,
    body?: object,
  ): Promise<string | undefined> => {
    const request = new Request(new URL(address, c.req.url), {
      headers: { cookie: c.req.header('cookie') ?? '' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      signal: AbortSignal.any([AbortSignal.timeout(waitMs), c.req.raw.signal]),
    });
    const late = new Promise<undefined>((done) => {
      setTimeout(() => done(undefined), waitMs).unref();
    });
    try {
      const answer = await Promise.race([app.fetch(request, c.env), late]);
      return answer?.ok ? await answer.text() : undefined;
    } catch {
      return undefined;
    }
  };
  const slow = rememberSlow(clock);

  return async (c: Context<NodeEnv>): Promise<Response> => {
    const known = (c.req.header('cookie') ?? '') !== '';
    const askNow = (address: string) => (known ? ask(c, address, patienceMs) : undefined);
    const [html, chunks, session, sites] = await Promise.all([
      // Read anew each time: a new build may have taken the place of this one.
      readFile(path.join(dir, 'index.html'), 'utf8'),
      readChunks(),
      askNow('/api/session'),
      askNow('/api/sites'),
    ]);
    const preload = screenFiles(chunks, c.req.path)
      .map((file) => `<link rel="modulepreload" href="/${file}">`)
      .join('');
    const withHead = (given: string) => html.replace('</head>', () => `${preload}${given}</head>`);
    if (session === undefined || sites === undefined) {
      c.header('cache-control', 'no-cache');
      return c.html(withHead(''));
    }
    // Whose sites these are is nobody else's business, not even this browser's next user's.
    c.header('cache-control', 'no-store');
    const site = shownSite(new URL(c.req.url), sites);
    const names = site && (await askNow(`/api/registry/names?site=${encodeURIComponent(site.id)}`));
    const asked = questionOf(new URL(c.req.url), site, clock(), languageOf(c));
    const isAsked = asked !== undefined && c.req.method === 'GET' && !slow.has(asked);
    const given = `{"session":${session},"sites":${sites}${names !== undefined && names.length <= mostNames ? `,"names":${names}` : ''}${isAsked ? `,"asked":${safeJson(asked)}` : ''}}`;
    const page = withHead(dataBlock('given', given));
    if (!isAsked) return c.html(page);
    // The page is drawn while its report is counted: what closes it comes last.
    const end = page.lastIndexOf('</body>');
    const report = async (): Promise<string> => {
      const { name, parameters } = asked;
      const answer = await ask(c, `/api/reports/${name}`, reportPatienceMs, parameters);
      if (answer === undefined) slow.add(asked);
      return (answer === undefined ? '' : dataBlock('first-report', answer)) + page.slice(end);
    };
    return inTwoParts(c, page.slice(0, end), report());
  };
}

const dataBlock = (id: string, json: string): string =>
  `<script type="application/json" id="${id}">${inScript(json)}</script>`;

/** The language that the page will begin with; where it is another after all, the page asks for itself. */
function languageOf(c: Context<NodeEnv>): Language {
  const preferred = (c.req.header('accept-language') ?? '').split(',');
  return firstLanguage(
    new URL(c.req.url).search,
    chosenLanguage(c.req.header('cookie') ?? ''),
    preferred.map((entry) => entry.split(';')[0] ?? ''),
  );
}

/** The site that the page will show. */
const shownSite = (url: URL, sitesJson: string): AskedSite | undefined =>
  siteOf(parseView(url.pathname, url.search).state, JSON.parse(sitesJson) as AskedSite[]);

/** What the page will ask first; undefined where its address does not say. */
function questionOf(
  url: URL,
  site: AskedSite | undefined,
  now: number,
  language: Language,
): Question | undefined {
  const { state } = parseView(url.pathname, url.search);
  const asked = site && firstQuestion(state, site, now);
  return asked && { ...asked, parameters: inLanguage(asked.parameters, language) };
}

const slowKey = ({ name, parameters }: Question) => `${name} ${String(parameters['site'])}`;

/** Which reports of which sites took too long a while ago: the page waits for none of them again. */
function rememberSlow(clock: () => number) {
  const until = new Map<string, number>();
  return {
    has: (asked: Question) => (until.get(slowKey(asked)) ?? 0) > clock(),
    add(asked: Question): void {
      until.set(slowKey(asked), clock() + slowForMs);
    },
  };
}

/** HTML in two parts, the first of which is on its way while the second is made; packed where it may be. */
function inTwoParts(c: Context<NodeEnv>, first: string, second: Promise<string>): Response {
  c.header('content-type', 'text/html; charset=utf-8');
  c.header('vary', 'Accept-Encoding, Accept-Language, Cookie');
  const packs = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
  if (packs) c.header('content-encoding', 'gzip');
  // Each part is handed on whole: what is packed waits in the packer otherwise.
  const stream: Transform = packs
    ? createGzip({ flush: constants.Z_SYNC_FLUSH })
    : new PassThrough();
  stream.write(first);
  void second.then((rest) => stream.end(rest));
  return c.body(Readable.toWeb(stream) as ReadableStream<Uint8Array>);
}
