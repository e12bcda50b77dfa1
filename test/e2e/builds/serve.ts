import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a path answers. */
export interface Answer {
  body: string | Buffer;
  headers?: Record<string, string>;
}

export interface FileServer {
  /** `http://localhost:<port>`: another host name than the service's, so another site. */
  origin: string;
  close(): Promise<void>;
}

const types: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** Passes a batch on to the service, as a site does that keeps everything on its own origin. */
async function forward(request: IncomingMessage, response: ServerResponse, service: string) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers: Record<string, string> = {};
  for (const name of ['origin', 'content-type', 'content-encoding', 'user-agent'] as const) {
    const value = request.headers[name];
    if (value) headers[name] = value;
  }
  const answer = await fetch(service, { method: 'POST', body: Buffer.concat(chunks), headers });
  response.writeHead(answer.status).end(await answer.text());
}

/**
 * Serves what `find` answers, HTML by default, 404 for nothing.
 *
 * @param endpoint takes what is posted to `/v1/events` of this server; 404 without.
 */
export async function serveFiles(
  find: (path: string) => Answer | undefined,
  endpoint?: string,
): Promise<FileServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (endpoint && request.method === 'POST' && pathname === '/v1/events') {
      forward(request, response, endpoint).catch(() => response.destroy());
      return;
    }
    const found = find(pathname);
    const type = types[pathname.split('.').at(-1) ?? ''] ?? 'text/html; charset=utf-8';
    response
      .writeHead(found ? 200 : 404, { 'content-type': type, ...found?.headers })
      .end(found?.body ?? '');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
