import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SegmentDelivery } from '@touchtrail/contract';

/** A change as a webhook heard it. */
interface Heard {
  /** `entered @key user:id`. */
  what: string;
  /** Epoch ms. */
  at: number;
}

/** A receiver of changes of segments on this machine. */
interface Receiver {
  url: string;
  heard: Heard[];
  close(): void;
}

/** Listens to changes of segments and takes each. */
export async function startReceiver(): Promise<Receiver> {
  const heard: Heard[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const at = Date.now();
      for (const { change, segment, person } of (JSON.parse(body) as SegmentDelivery).changes) {
        heard.push({ what: `${change} @${segment} ${person}`, at });
      }
      response.end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    heard,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
