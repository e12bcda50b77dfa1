import { createServer } from 'node:http';
import { listening } from './listening.ts';

export interface PageServer {
  origin: string;
  close(): Promise<void>;
}

/** Serves one HTML text under every path, from an origin of its own. */
export async function servePage(html: string): Promise<PageServer> {
  const server = createServer((request, response) => {
    if (request.url === '/favicon.ico') return response.writeHead(204).end();
    return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  });
  // Another host name than the service's: another site, not only another port.
  const { origin, close } = await listening(server);
  return { origin, close };
}
