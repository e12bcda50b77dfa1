import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { BatchInput } from '@touchtrail/contract';

/**
 * What becomes of a batch on its way. `reset`: the connection is cut before the service sees it.
 * `lost`: the service takes it, then the connection is cut. `hang`: nobody answers, and after `ms`
 * (default: never) the connection is cut. `slow`: the answer takes `ms` longer. `status`: an answer
 * in place of the service's, to the batches that `when` picks.
 */
export type Fault =
  | { kind: 'none' | 'reset' | 'lost' }
  | { kind: 'hang'; ms?: number }
  | { kind: 'status'; status: number; retryAfter?: string; when?: (batch: Posted) => boolean }
  | { kind: 'slow'; ms: number };

/** A batch as it arrived: one copy of each of its events on the wire. */
export interface Posted {
  /** Epoch ms of arrival. */
  at: number;
  site: string;
  ids: string[];
  names: string[];
  bytes: number;
  /** What the sender said it had to give up. */
  dropped: Record<string, number>;
  /** Whether the service saw it. */
  reached: boolean;
  /** What the sender was told; 0: nothing. */
  status: number;
  /** Events that the service refused, and why: `id code`. */
  refused: string[];
}

/** A server that stands in front of the service: serves pages, and does to batches what a test asks for. */
export interface Front {
  /** Origin of the pages: another site than the service's. */
  origin: string;
  /** What happens from now on. */
  fault: Fault;
  /** What happens to the next batches, before `fault` has its turn. */
  next: Fault[];
  /** Batches in the order of their arrival. */
  posted: Posted[];
  /** Pages asked for: path and query, and whether ahead of a visit that may never come. */
  pages: { url: string; prerender: boolean; at: number }[];
  /** Most batches that were under way at once. */
  mostAtOnce: number;
  close(): Promise<void>;
}

interface Answer {
  rejected?: { id: string | null; code: string }[];
}

/** What the service refused, by its answer. */
function refusals(answer: string): string[] {
  try {
    return ((JSON.parse(answer) as Answer).rejected ?? []).map(({ id, code }) => `${id} ${code}`);
  } catch {
    return [];
  }
}

interface Wire extends Omit<BatchInput, 'events'> {
  events: ({ id?: string; name?: string } | null)[];
}

const none: Fault = { kind: 'none' };

const unzipped = (body: Buffer): Buffer =>
  body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body;

/** What a batch says, as far as it can be read: what can't be is for the service to refuse. */
function read(body: Buffer): Wire {
  try {
    return JSON.parse(unzipped(body).toString()) as Wire;
  } catch {
    return { v: 1, site: '', events: [] };
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/**
 * @param service URL of the running service.
 * @param html the page under a path (with its query); it gets the origin to load the script from.
 */
export async function openFront(
  service: string,
  html: (url: URL, scriptOrigin: string) => string,
): Promise<Front> {
  let atOnce = 0;
  const server = createServer((request, response) => {
    // A connection that is cut while it is served is no failure of the test.
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const scriptOrigin = `http://127.0.0.1:${port}`;
  const front: Front = {
    origin: `http://localhost:${port}`,
    fault: none,
    next: [],
    posted: [],
    pages: [],
    mostAtOnce: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  /** Passes a request on, and gives the answer back unless `lost`. */
  async function pass(
    request: IncomingMessage,
    response: ServerResponse,
    body?: Buffer,
    lost = false,
  ): Promise<{ status: number; refused: string[] }> {
    const headers: Record<string, string> = {};
    for (const name of ['content-type', 'content-encoding', 'origin', 'if-none-match']) {
      const value = request.headers[name];
      if (typeof value === 'string') headers[name] = value;
    }
    const answer = await fetch(new URL(request.url ?? '/', service), {
      method: request.method ?? 'GET',
      headers,
      ...(body && { body: new Uint8Array(body) }),
    });
    const text = await answer.arrayBuffer();
    const refused = body ? refusals(Buffer.from(text).toString()) : [];
    if (lost) {
      request.socket.resetAndDestroy();
      return { status: 0, refused };
    }
    for (const [name, value] of answer.headers) {
      if (!/^(content-encoding|content-length|connection|keep-alive|transfer-encoding)$/.test(name))
        response.setHeader(name, value);
    }
    response.writeHead(answer.status).end(Buffer.from(text));
    return { status: answer.status, refused };
  }

  async function batch(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const wire = read(body);
    const entry: Posted = {
      at: Date.now(),
      site: wire.site,
      ids: wire.events.map((event) => event?.id ?? ''),
      names: wire.events.map((event) => event?.name ?? ''),
      bytes: body.length,
      dropped: wire.dropped ?? {},
      reached: false,
      status: 0,
      refused: [],
    };
    front.posted.push(entry);
    const fault = front.next.shift() ?? front.fault;
    if (fault.kind === 'reset') request.socket.resetAndDestroy();
    else if (fault.kind === 'status' && fault.when?.(entry) !== false) {
      entry.status = fault.status;
      response
        .writeHead(entry.status, {
          'access-control-allow-origin': '*',
          'access-control-expose-headers': 'retry-after',
          ...(fault.retryAfter && { 'retry-after': fault.retryAfter }),
        })
        .end('{}');
    } else if (fault.kind === 'hang') {
      if (fault.ms !== undefined) {
        await wait(fault.ms);
        request.socket.resetAndDestroy();
      }
    } else {
      if (fault.kind === 'slow') await wait(fault.ms);
      entry.reached = true;
      Object.assign(entry, await pass(request, response, body, fault.kind === 'lost'));
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', front.origin);
    if (url.pathname === '/favicon.ico') response.writeHead(204).end();
    else if (url.pathname === '/v1/events' && request.method === 'POST') {
      front.mostAtOnce = Math.max(front.mostAtOnce, ++atOnce);
      response.once('close', () => atOnce--);
      await batch(request, response);
    } else if (url.pathname.startsWith('/v1/') || /^\/t[.\w-]*\.js$/.test(url.pathname)) {
      await pass(request, response);
    } else {
      const prerender = String(request.headers['sec-purpose']).includes('prerender');
      front.pages.push({ url: url.pathname + url.search, prerender, at: Date.now() });
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(html(url, scriptOrigin));
    }
  }
  return front;
}
