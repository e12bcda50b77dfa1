import { setTimeout as wait } from 'node:timers/promises';
import { mergedMetrics } from '@touchtrail/collector';
import type { MetricsSnapshot } from '@touchtrail/collector';
import type { SessionShelf } from '@touchtrail/console';
import type { Site } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import { findBuiltFiles } from '../built-files.ts';
import { deferred } from '../deferred.ts';
import { openHttpServer } from '../http/http-server.ts';
import { listen } from '../http/listen.ts';
import type { Log } from '../logs/logs.ts';
import { openParts } from '../service-parts.ts';
import type { Fetch, Parts } from '../service-parts.ts';
import {
  defaultHost,
  defaultPort,
  partsOptions,
  stopServing,
  storeOptions,
} from '../start-service.ts';
import type { ServiceOptions } from '../start-service.ts';
import type { FromWorker, SharedSession, ToWorker, WorkerLink } from './worker-link.ts';

/** The part of `process` that a worker needs. */
interface WorkerChannel {
  send(message: FromWorker): void;
  onMessage(listener: (message: ToWorker) => void): void;
}

export interface WorkerOptions extends ServiceOptions {
  slot: number;
  workers: number;
  site: Site;
}

/** How long connections that sent nothing yet are waited for when the spools have to be given free. */
const lateMs = 400;

/** How long running requests may hold up the one that comes. */
const handOverMs = 3_000;

/** Numbered questions to the supervisor. */
function questions(send: (message: FromWorker) => void) {
  const open = new Map<number, (answer: unknown) => void>();
  let last = 0;
  return {
    ask: <Answer>(message: (id: number) => FromWorker): Promise<Answer> =>
      new Promise((resolve) => {
        const id = ++last;
        open.set(id, resolve as (answer: unknown) => void);
        send(message(id));
      }),
    answered(id: number, answer: unknown) {
      open.get(id)?.(answer);
      open.delete(id);
    },
  };
}

/**
 * Runs one worker of the service: does what the supervisor tells, see {@link ToWorker}. Resolves when it
 * was told to end and has.
 */
export async function runWorker(
  options: WorkerOptions,
  channel: WorkerChannel,
  log: Log,
): Promise<void> {
  const { slot, workers, site, clock = Date.now, host = defaultHost } = options;
  const asked = questions((message) => channel.send(message));
  const relayed = new Set<(from: number, body: unknown) => void>();
  const link: WorkerLink = {
    slot,
    workers,
    relay: (to, body) => channel.send({ said: 'relay', to, body }),
    onRelay: (listener) => void relayed.add(listener),
  };
  const sessions: SessionShelf = {
    get: (key) =>
      asked.ask<SharedSession | undefined>((id) => ({ said: 'session', id, do: 'get', key })),
    put: (key, session) =>
      asked.ask<void>((id) => ({ said: 'session', id, do: 'put', key, session })),
    delete: (key) => void asked.ask((id) => ({ said: 'session', id, do: 'delete', key })),
  };

  // Requests wait here until the spools are ours.
  const opened = deferred<Fetch>();
  let parts: Parts | undefined;
  const http = openHttpServer({
    fetch: async (request, env) => (parts ? parts.fetch : await opened.promise)(request, env),
    log,
    keepAliveMs: options.keepAliveMs,
  });
  const store = await openStore({ ...storeOptions(options, log), mode: 'attach-or-start' });
  const ended = deferred<undefined>();

  const open = async () => {
    parts = await openParts(store, {
      ...partsOptions(options),
      clock,
      log,
      files: findBuiltFiles(import.meta.url),
      site,
      worker: link,
      sessions,
      allMetrics: () => asked.ask<string>((id) => ({ said: 'metrics', id })),
    });
    opened.resolve(parts.fetch);
    channel.send({ said: 'open' });
  };
  const finish = async (graceMs: number, drain: boolean) => {
    const allClosed = http.closed();
    // A connection may have been taken whose request is still on its way.
    await Promise.race([allClosed, wait(lateMs)]);
    if (parts) await stopServing(http, parts, graceMs, drain);
    channel.send({ said: 'released' });
    await store.close();
    await options.traces?.close();
    ended.resolve(undefined);
  };
  const snapshot = async (): Promise<MetricsSnapshot> => (await parts?.collector.snapshot()) ?? [];

  const obey = async (message: ToWorker): Promise<void> => {
    switch (message.tell) {
      case 'listen':
        channel.send({
          said: 'listening',
          port: await listen(http.server, host, options.port ?? defaultPort),
        });
        return;
      case 'open':
        return open();
      case 'retire':
        return http.retire();
      case 'resume':
        return http.resume();
      case 'finish':
        // What is left in the spools is for the one that comes.
        return finish(handOverMs, false);
      case 'stop':
        return finish(message.graceMs, true);
      case 'relay':
        for (const listener of relayed) listener(message.from, message.body);
        return;
      case 'snapshot':
        channel.send({ said: 'snapshot', id: message.id, metrics: await snapshot() });
        return;
      case 'metrics':
        return asked.answered(message.id, message.text);
      case 'session':
        return asked.answered(message.id, message.session);
    }
  };
  channel.onMessage((message) => {
    obey(message).catch((error: unknown) => {
      const { code, hint } = error as { code?: unknown; hint?: unknown };
      channel.send({
        said: 'failed',
        code: typeof code === 'string' ? code : 'internal',
        message: error instanceof Error ? error.message : String(error),
        hint: typeof hint === 'string' ? hint : '',
      });
    });
  });
  channel.send({ said: 'warm' });
  await ended.promise;
}

/** One text of what several workers counted. */
export const metricsOf = (snapshots: readonly unknown[]): Promise<string> =>
  mergedMetrics(snapshots as readonly MetricsSnapshot[]);
