import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Tracker } from './trackers.ts';

/** A server that is the page's site under one name and everybody's collector under another. */
export interface StandIn {
  pages: string;
  collector: string;
  /** What came in for the collector since the last call. */
  counts(): { requests: number; preflights: number };
  close(): Promise<void>;
}

const scriptPath = (tracker: Tracker, page: number, script: number) =>
  `/lib/${page}/${script}${(script === 0 && tracker.path) || '/lib.js'}`;

/** The page of a tracker: nothing but its tags. */
const html = (tracker: Tracker, page: number, collector: string) => {
  const filled = (text: string) => text.replaceAll('{{collector}}', collector);
  const inline = (text = '') => (text ? `<script>${filled(text)}</script>` : '');
  const tags = tracker.scripts.map((_, script) => {
    const attributes = Object.entries(script === 0 ? tracker.attributes : {})
      .map(([name, value]) => ` ${name}="${filled(value)}"`)
      .join('');
    return `<script src="${scriptPath(tracker, page, script)}"${attributes}></script>`;
  });
  return `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Page</title><body><p>Text${inline(tracker.before)}${tags.join('')}${inline(tracker.after)}`;
};

/** Serves each tracker's page at `/page/<number>` and says yes to everything that is sent. */
export async function openStandIn(
  list: readonly Tracker[],
  answers: Record<string, unknown>,
): Promise<StandIn> {
  let requests = 0;
  let preflights = 0;
  const files = new Map(
    list.flatMap((tracker, page) =>
      tracker.scripts.map(
        (file, script) => [scriptPath(tracker, page, script), readFileSync(file)] as const,
      ),
    ),
  );
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const collector = `http://localhost:${(server.address() as AddressInfo).port}`;
    request.resume();
    const page = Number(/^\/page\/(\d+)$/.exec(url.pathname)?.[1] ?? NaN);
    const tracker = list[page];
    if (tracker) {
      response.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'no-store' });
      return response.end(html(tracker, page, collector));
    }
    const cors = {
      'access-control-allow-origin': request.headers.origin ?? '*',
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'cache-control': 'no-store',
    };
    const file = files.get(url.pathname);
    if (file && request.method === 'GET') {
      return response.writeHead(200, { 'content-type': 'text/javascript', ...cors }).end(file);
    }
    if (request.method === 'OPTIONS') {
      preflights++;
      return response.writeHead(204, cors).end();
    }
    requests++;
    if (url.pathname.endsWith('.js')) return response.writeHead(404, cors).end();
    const [, body = {}] =
      Object.entries(answers).find(([part]) => url.pathname.includes(part)) ?? [];
    return response
      .writeHead(200, { 'content-type': 'application/json', ...cors })
      .end(
        JSON.stringify(body)
          .replaceAll('{{collector}}', collector)
          .replaceAll('{{collectorHost}}', new URL(collector).host),
      );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    pages: `http://127.0.0.1:${port}`,
    collector: `http://localhost:${port}`,
    counts() {
      const found = { requests, preflights };
      requests = 0;
      preflights = 0;
      return found;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
