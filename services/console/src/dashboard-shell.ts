import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Context, Hono } from 'hono';
import { safeJson } from '@touchtrail/contract';
import type { NodeEnv } from './access.ts';

/** What the build says of a source file: what it became and what that imports. */
interface Chunk {
  file: string;
  imports?: string[];
}

/** Longer than this the page is not kept waiting: it asks for itself then. */
const patienceMs = 250;

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
const inScript = (value: unknown): string => safeJson(value).replaceAll('<', String.raw`\u003c`);

/**
 * The page's HTML with what it would ask for first: who is signed in, the sites, and the code of the
 * screen. The page asks for itself whatever is not in it, so a slow or a refused answer costs nothing.
 */
export function createShell(app: Hono<NodeEnv>, dir: string) {
  const readChunks = async (): Promise<Record<string, Chunk>> => {
    const file = path.join(dir, 'screens.json');
    return existsSync(file)
      ? (JSON.parse(await readFile(file, 'utf8')) as Record<string, Chunk>)
      : {};
  };
  const ask = async (c: Context<NodeEnv>, address: string, cookie: string): Promise<unknown> => {
    const request = new Request(new URL(address, c.req.url), {
      headers: { cookie },
      signal: AbortSignal.timeout(patienceMs),
    });
    const late = new Promise<undefined>((done) => {
      setTimeout(() => done(undefined), patienceMs).unref();
    });
    try {
      const answer = await Promise.race([app.fetch(request, c.env), late]);
      return answer?.ok ? ((await answer.json()) as unknown) : undefined;
    } catch {
      return undefined;
    }
  };

  return async (c: Context<NodeEnv>): Promise<Response> => {
    const cookie = c.req.header('cookie') ?? '';
    const askWith = (address: string) => (cookie === '' ? undefined : ask(c, address, cookie));
    const [html, chunks, session, sites] = await Promise.all([
      // Read anew each time: a new build may have taken the place of this one.
      readFile(path.join(dir, 'index.html'), 'utf8'),
      readChunks(),
      askWith('/api/session'),
      askWith('/api/sites'),
    ]);
    const given =
      session === undefined || sites === undefined
        ? ''
        : `<script type="application/json" id="given">${inScript({ session, sites })}</script>`;
    const preload = screenFiles(chunks, c.req.path).map(
      (file) => `<link rel="modulepreload" href="/${file}">`,
    );
    // Whose sites these are is nobody else's business, not even this browser's next user's.
    c.header('cache-control', given === '' ? 'no-cache' : 'no-store');
    const head = [...preload, given].join('');
    return c.html(html.replace('</head>', () => `${head}</head>`));
  };
}
