import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeEventRows, isStoreError } from '@touchtrail/store';
import type { CountRow, EventRow, QuarantineRow, ReplayGuard, Spool } from '@touchtrail/store';
import { onMessages, toBytes } from './messages.ts';
import type { Answer, Question } from './messages.ts';

/** The spools and the guard of the one worker that has them. */
export interface OwnSpools {
  events: Pick<Spool<EventRow>, 'append'>;
  quarantine: Pick<Spool<QuarantineRow>, 'append'>;
  counts: Pick<Spool<CountRow>, 'append'>;
  replay: Pick<ReplayGuard, 'once'>;
}

export interface ServedSpools {
  /** Where other workers connect to. */
  address: string;
  close(): Promise<void>;
}

/** Appends events that did not come before; says which those were. */
async function takeEvents(body: Buffer, skew: number | undefined, own: OwnSpools) {
  const rows = decodeEventRows(body);
  const places = new Map(rows.map((row, place) => [row, place]));
  const fresh: number[] = [];
  await own.replay.once(
    rows,
    async (some) => {
      await own.events.append(some);
      for (const row of some) fresh.push(places.get(row) ?? 0);
    },
    skew,
  );
  return fresh;
}

async function answerTo({ id, ask }: Question, body: Buffer, own: OwnSpools): Promise<Answer> {
  try {
    if (ask.to === 'events') return { id, fresh: await takeEvents(body, ask.skew, own) };
    if (ask.to === 'quarantine') await own.quarantine.append(ask.rows as readonly QuarantineRow[]);
    else await own.counts.append(ask.rows as readonly CountRow[]);
    return { id };
  } catch (error) {
    const { message, hint = '' } = error as Error & { hint?: string };
    return {
      id,
      error: { code: isStoreError(error) ? error.code : 'spool_failed', message, hint },
    };
  }
}

/** A path that only this user can connect to; pipes of Windows have no folder. */
async function freshAddress(): Promise<{ address: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'touchtrail-'));
  return {
    address:
      process.platform === 'win32'
        ? String.raw`\\.\pipe\${path.basename(folder)}`
        : path.join(folder, 'spool.sock'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * Lets the other workers write through the spools and the replay guard of this one: there is one place
 * that knows each id, however many processes take requests.
 */
export async function serveSpools(own: OwnSpools): Promise<ServedSpools> {
  const { address, remove } = await freshAddress();
  const sockets = new Set<Socket>();
  const running = new Set<Promise<void>>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // Who went away asks again when it is back.
    socket.on('error', () => socket.destroy());
    onMessages<Question>(socket, (question, body) => {
      const answered = async () => {
        const answer = await answerTo(question, body, own);
        if (!socket.destroyed) socket.write(toBytes(answer));
      };
      const work = answered().finally(() => running.delete(work));
      running.add(work);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  return {
    address,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.all(running);
      for (const socket of sockets) socket.end();
      const late = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, 500);
      await closed;
      clearTimeout(late);
      await remove();
    },
  };
}
