import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServiceError } from '../service-error.ts';

function listenProblem(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE': {
      const next = port < 65_535 ? port + 1 : 8787;
      return new ServiceError(
        'port_in_use',
        `Port ${port} on ${host} is in use by another program.`,
        `Stop that program, or choose another port: --port ${next} (npm start -- --port ${next}), or --port 0 for any free one.`,
      );
    }
    case 'EACCES':
      return new ServiceError(
        'port_not_allowed',
        `Port ${port} may not be opened by this user.`,
        'Choose a port above 1023: --port 8787.',
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ServiceError(
        'host_unavailable',
        `This machine has no address ${host}.`,
        'Use --host 127.0.0.1 for this machine only, or --host 0.0.0.0 for all its addresses.',
      );
    default:
      return error;
  }
}

/**
 * Listens, and says which port it became.
 *
 * @throws ServiceError `port_in_use`, `port_not_allowed`, `host_unavailable`
 */
export const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(listenProblem(error, host, port));
    server.once('error', onError);
    server.listen(port, host, () => {
      server.off('error', onError);
      resolve((server.address() as AddressInfo).port);
    });
  });

/**
 * A port that is free now.
 *
 * @throws ServiceError `host_unavailable`
 */
export async function freePort(host: string): Promise<number> {
  const server = createServer();
  const port = await listen(server, host, 0);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The address to open in a browser on this machine. */
export function browserUrl(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
