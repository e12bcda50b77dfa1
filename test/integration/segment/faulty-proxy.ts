import { createServer, request as forward } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';

/**
 * What becomes of the next request. `refuse`: the connection ends before the service sees anything.
 * `lose`: the service takes it, then the connection ends without an answer. `busy`: 503 by the proxy.
 */
export type Fate = 'pass' | 'refuse' | 'lose' | 'busy';

export interface FaultyProxy {
  url: string;
  /** Fate of each request, by its number from 0 and its body. */
  fate: (nth: number, body: string) => Fate;
  /** Requests so far, with what happened to each. */
  seen: { path: string; fate: Fate; body: string }[];
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** A proxy before a service that does to requests what a test asks for. */
export async function faultyProxy(service: string): Promise<FaultyProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    void (async () => {
      const body = await bodyOf(request);
      // On a connection that was used before, a browser sends a lost request again by itself.
      response.setHeader('connection', 'close');
      const post = request.method === 'POST';
      let fate: Fate = 'pass';
      if (post) {
        const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
        fate = proxy.fate(proxy.seen.length, text.toString());
        proxy.seen.push({ path: request.url ?? '', fate, body: text.toString() });
      }
      if (fate === 'refuse') return void request.socket.destroy();
      if (fate === 'busy') {
        const cors = { 'access-control-allow-origin': request.headers.origin ?? '*' };
        return void response.writeHead(503, { 'retry-after': '1', ...cors }).end();
      }
      const { method, headers, url = '/' } = request;
      const on = forward(new URL(url, service), { method, headers }, (answer) => {
        if (fate === 'lose') return void answer.resume().on('end', () => request.socket.destroy());
        const { connection: _itsOwn, ...rest } = answer.headers;
        response.writeHead(answer.statusCode ?? 500, rest);
        return void answer.pipe(response);
      });
      on.on('error', () => request.socket.destroy());
      on.end(body);
    })();
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const proxy: FaultyProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fate: () => 'pass',
    seen: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return proxy;
}
