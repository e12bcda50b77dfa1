import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens on a free port: under two host names, which are two sites to a browser. */
export interface Listening {
  /** `http://localhost:…`. */
  origin: string;
  /** `http://127.0.0.1:…`. */
  elsewhere: string;
  /** Stops, also for those who are still connected. */
  close(): Promise<void>;
}

/** Lets a server listen on a free port of loopback. */
export async function listening(server: Server): Promise<Listening> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    elsewhere: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
