import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { StoreError, encodeEventRows } from '@touchtrail/store';
import type {
  CountRow,
  EventRow,
  QuarantineRow,
  ReplayGuard,
  Spool,
  StoreErrorCode,
} from '@touchtrail/store';
import { onMessages, toBytes } from './messages.ts';
import type { Answer, Ask } from './messages.ts';

export interface RemoteOptions {
  /** Where the spools are served now; rejects or stays silent while nobody serves them. */
  locate: () => Promise<string>;
  /** How long a request waits for the spools before its sender is told to come again. Default 10 s. */
  patienceMs?: number;
  /** Bytes that may wait. Default 32 MiB. */
  maxBytes?: number;
}

/** The write path of a worker that has no spools of its own. */
export interface RemoteSpools {
  events: Spool<EventRow>;
  quarantine: Spool<QuarantineRow>;
  counts: Spool<CountRow>;
  replay: ReplayGuard;
  close(): void;
}

interface Waiting {
  bytes: Buffer;
  /** Whether asking twice does no harm: the guard knows rows that came already. */
  repeatable: boolean;
  sent: boolean;
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

const away = () =>
  new StoreError(
    'closed',
    'The worker that has the spool does not answer.',
    'Send the rows again in a moment; it is started again by itself.',
  );

const retryMs = 50;

/**
 * Sends rows to the worker that has the spools. While that one is replaced, requests wait; events that
 * were under way are asked about again, which its guard answers.
 */
export function createRemoteSpools(options: RemoteOptions): RemoteSpools {
  const { locate, patienceMs = 10_000, maxBytes = 32 * 1024 * 1024 } = options;
  const waiting = new Map<number, Waiting>();
  let bytesWaiting = 0;
  let lastId = 0;
  let socket: Socket | undefined;
  let connecting = false;
  let closed = false;

  const settle = (id: number): Waiting | undefined => {
    const one = waiting.get(id);
    if (!one) return undefined;
    clearTimeout(one.timer);
    waiting.delete(id);
    bytesWaiting -= one.bytes.length;
    return one;
  };

  const lost = (): void => {
    socket = undefined;
    for (const [id, one] of waiting) {
      if (one.sent && !one.repeatable) settle(id)?.reject(away());
      one.sent = false;
    }
    reach();
  };

  const disconnect = () => socket?.destroy();

  const open = (address: string) =>
    new Promise<void>((resolve, reject) => {
      const opening = connect(address);
      opening.once('error', reject);
      opening.once('connect', () => {
        opening.off('error', reject);
        opening.on('error', () => opening.destroy());
        opening.once('close', lost);
        onMessages<Answer>(opening, (answer) => settle(answer.id)?.resolve(answer));
        socket = opening;
        for (const one of waiting.values()) {
          one.sent = true;
          opening.write(one.bytes);
        }
        resolve();
      });
    });

  const reach = (): void => {
    if (connecting || socket || closed || waiting.size === 0) return;
    connecting = true;
    void (async () => {
      try {
        await open(await locate());
        if (closed) disconnect();
      } catch {
        await wait(retryMs);
      }
      connecting = false;
      reach();
    })();
  };

  const asked = async (ask: Ask, body?: Buffer): Promise<Answer> => {
    if (closed) throw away();
    const id = ++lastId;
    const bytes = toBytes({ id, ask }, body);
    if (bytesWaiting + bytes.length > maxBytes) {
      throw new StoreError(
        'spool_full',
        `${Math.floor(maxBytes / 1_048_576)} MiB wait for the worker that has the spool.`,
        'Send fewer rows at a time.',
      );
    }
    const answer = await new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(() => settle(id)?.reject(away()), patienceMs);
      const one = { bytes, repeatable: ask.to === 'events', sent: false, resolve, reject, timer };
      waiting.set(id, one);
      bytesWaiting += bytes.length;
      if (socket) {
        one.sent = true;
        socket.write(bytes);
      } else reach();
    });
    if (answer.error) {
      const { code, message, hint } = answer.error;
      throw new StoreError(code as StoreErrorCode, message, hint);
    }
    return answer;
  };

  const spool = <Row>(append: (rows: readonly Row[]) => Promise<void>): Spool<Row> => ({
    append,
    flush: async () => undefined,
    close: async () => undefined,
    stats: () => ({
      segments: 0,
      bytes: bytesWaiting,
      oldestMs: null,
      lastError: socket || waiting.size === 0 ? null : away().message,
    }),
  });

  return {
    // The guard's question brings the rows along: by the time they are to be appended they are durable.
    events: spool(async () => undefined),
    quarantine: spool(async (rows) => void (await asked({ to: 'quarantine', rows }))),
    counts: spool(async (rows) => void (await asked({ to: 'counts', rows }))),
    replay: {
      // Only the worker that has the guard could say.
      knows: () => false,
      size: () => 0,
      async once(rows, write, skew) {
        if (rows.length === 0) return { accepted: 0, duplicates: 0 };
        const ask = { to: 'events' as const, ...(skew !== undefined && { skew }) };
        const { fresh = [] } = await asked(ask, encodeEventRows(rows));
        const written = new Set(fresh);
        await write(rows.filter((_, place) => written.has(place)));
        return { accepted: written.size, duplicates: rows.length - written.size };
      },
    },
    close() {
      closed = true;
      socket?.destroy();
      for (const id of waiting.keys()) settle(id)?.reject(away());
    },
  };
}
