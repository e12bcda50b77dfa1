import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { listening } from '../browser/listening.ts';

const root = path.resolve(import.meta.dirname, '../../..');
/** Where the files of a page come from: the platforms as they are published, and our scripts. */
const folders: Readonly<Record<string, string>> = {
  modules: path.join(root, 'test/node_modules'),
  sdk: path.join(root, 'packages/sdk/dist'),
};
const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

export interface PlatformServer {
  /** On `localhost`. */
  origin: string;
  /** The same server under another host name: another site. */
  elsewhere: string;
  /** What a path answers with. */
  pages: Map<string, string>;
  close(): Promise<void>;
}

/** Serves pages, and under `/modules` and `/sdk` the files they load, as UTF-8. */
export async function servePlatforms(): Promise<PlatformServer> {
  const pages = new Map<string, string>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    const page = pages.get(pathname);
    if (page !== undefined) {
      return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    }
    const [, folder = '', ...rest] = pathname.split('/');
    const base = folders[folder];
    const file = base ? path.join(base, ...rest) : '';
    if (!base || !file.startsWith(base) || !existsSync(file)) return response.writeHead(404).end();
    // Without the charset some platforms die of a syntax error.
    const type = `${types[path.extname(file)] ?? 'text/plain'}; charset=utf-8`;
    response.writeHead(200, { 'content-type': type });
    return createReadStream(file).pipe(response);
  });
  return {
    ...(await listening(server)),
    pages,
  };
}
