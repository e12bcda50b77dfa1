import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import path from 'node:path';
import { listening } from '../browser/listening.ts';

const root = path.resolve(import.meta.dirname, '../../..');
/** Where the files of a page come from: the widgets as they are published, and our scripts. */
const folders: Readonly<Record<string, string>> = {
  modules: path.join(root, 'test/node_modules'),
  sdk: path.join(root, 'packages/sdk/dist'),
  livechat: path.join(root, 'test/node_modules/@rocket.chat/livechat/build'),
};
const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html',
};

/** Answers a request, or leaves it to the next by returning false. */
export type Answer = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => boolean | Promise<boolean>;

export interface ChatServer {
  /** On `localhost`. */
  origin: string;
  /** The same server under another host name: another site. */
  elsewhere: string;
  server: Server;
  /** What a path answers with. */
  pages: Map<string, string>;
  /** Files by path, from anywhere. */
  files: Map<string, string>;
  /** The back ends of the widgets. */
  answers: Answer[];
  close(): Promise<void>;
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** Sends JSON to whoever asks, from whatever origin. */
export function json(response: ServerResponse, body: unknown, status = 200): true {
  response.writeHead(status, {
    'content-type': 'application/json',
    'access-control-allow-origin': '*',
    'access-control-allow-headers': '*',
    'access-control-allow-methods': 'GET, POST, PUT, DELETE',
  });
  response.end(JSON.stringify(body));
  return true;
}

/** Serves pages, files and back ends, as UTF-8. */
export async function serveChats(): Promise<ChatServer> {
  const pages = new Map<string, string>();
  const files = new Map<string, string>();
  const answers: Answer[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://page');
      const page = pages.get(url.pathname);
      if (page !== undefined) {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
        return;
      }
      for (const answer of answers) if (await answer(request, response, url)) return;
      const [, folder = '', ...rest] = url.pathname.split('/');
      const base = folders[folder];
      const file = files.get(url.pathname) ?? (base ? path.join(base, ...rest) : '');
      if (!file || !existsSync(file) || !path.extname(file)) {
        response.writeHead(404).end();
        return;
      }
      const type = `${types[path.extname(file)] ?? 'text/plain'}; charset=utf-8`;
      response.writeHead(200, { 'content-type': type });
      createReadStream(file).pipe(response);
    })();
  });
  return {
    ...(await listening(server)),
    server,
    pages,
    files,
    answers,
  };
}
