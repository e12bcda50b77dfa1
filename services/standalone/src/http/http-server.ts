import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { buildWall, wallOptions } from './server-wall.ts';
import type { Log } from '../logs/logs.ts';
import type { Fetch } from '../service-parts.ts';

/** The one server of the service, behind its wall. */
export interface HttpServer {
  server: Server;
  /** Every answer from now on ends its connection: clients go elsewhere with the next request. */
  retire(): void;
  /** Takes {@link HttpServer.retire} back. */
  resume(): void;
  /** Connections that are open. */
  connections(): Promise<number>;
  /** Takes no more connections, closes idle ones, and resolves when all are closed. */
  closed(): Promise<void>;
}

/** Makes the server; it does not listen yet. */
export function openHttpServer(options: {
  fetch: Fetch;
  log: Log;
  keepAliveMs?: number | undefined;
}): HttpServer {
  const { fetch, log, keepAliveMs = wallOptions.keepAliveTimeout } = options;
  const server = createAdaptorServer({
    fetch,
    serverOptions: { ...wallOptions, keepAliveTimeout: keepAliveMs },
  }) as Server;
  buildWall(server, { log });
  let retiring = false;
  // Before the routes, so that the header is there whatever they answer.
  server.prependListener('request', (_request, response) => {
    if (retiring) response.shouldKeepAlive = false;
  });
  return {
    server,
    retire() {
      retiring = true;
    },
    resume() {
      retiring = false;
    },
    connections: () =>
      new Promise((resolve) => {
        server.getConnections((_error, count) => resolve(count ?? 0));
      }),
    closed: () => {
      retiring = true;
      return new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
    },
  };
}
