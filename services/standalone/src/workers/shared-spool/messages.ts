import type { Socket } from 'node:net';

/** What a worker asks the one that has the spools. */
export type Ask =
  | { to: 'events'; skew?: number }
  | { to: 'quarantine'; rows: readonly unknown[] }
  | { to: 'counts'; rows: readonly unknown[] };

export interface Question {
  id: number;
  ask: Ask;
}

/** What became of it; `fresh`: places of the rows that had not come before. */
export interface Answer {
  id: number;
  fresh?: readonly number[];
  error?: { code: string; message: string; hint: string };
}

const headLength = 8;

/** A message: length of all that follows the first four bytes, length of the JSON, the JSON, bytes. */
export function toBytes(message: Question | Answer, body?: Buffer): Buffer {
  const json = Buffer.from(JSON.stringify(message));
  const length = body?.length ?? 0;
  const bytes = Buffer.allocUnsafe(headLength + json.length + length);
  bytes.writeUInt32LE(4 + json.length + length, 0);
  bytes.writeUInt32LE(json.length, 4);
  json.copy(bytes, headLength);
  body?.copy(bytes, headLength + json.length);
  return bytes;
}

/** Calls back with each whole message that a socket brings. */
export function onMessages<Message>(
  socket: Socket,
  listener: (message: Message, body: Buffer) => void,
): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (rest.length - at >= headLength) {
      const end = at + 4 + rest.readUInt32LE(at);
      if (end > rest.length) break;
      const json = at + headLength + rest.readUInt32LE(at + 4);
      const message = JSON.parse(rest.toString('utf8', at + headLength, json)) as Message;
      listener(message, rest.subarray(json, end));
      at = end;
    }
    rest = rest.subarray(at);
  });
}
