import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** One connection that speaks JSON in text frames. */
export interface Line {
  send(message: object): void;
}

/** A text in one frame of a server, RFC 6455, section 5.2. */
function frameOf(text: string): Buffer {
  const body = Buffer.from(text);
  const short = body.length < 126;
  const head = Buffer.alloc(short ? 2 : 4);
  head[0] = 0x81;
  head[1] = short ? body.length : 126;
  if (!short) head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, body]);
}

/** Takes the whole frames off the front of what has come; returns what is left. */
function readFrames(bytes: Buffer, take: (opcode: number, body: Buffer) => void): Buffer {
  let rest = bytes;
  while (rest.length >= 6) {
    const short = rest[1]! & 0x7f;
    const at = short === 126 ? 4 : 2;
    const length = short === 126 ? rest.readUInt16BE(2) : short;
    if (rest.length < at + 4 + length) break;
    const mask = rest.subarray(at, at + 4);
    const body = Buffer.from(rest.subarray(at + 4, at + 4 + length));
    for (let index = 0; index < length; index++) body[index]! ^= mask[index % 4]!;
    take(rest[0]! & 0x0f, body);
    rest = rest.subarray(at + 4 + length);
  }
  return rest;
}

/** Answers web sockets of a server: as much of RFC 6455 as one widget needs. */
export function speak(
  server: Server,
  path: string,
  answer: (message: Record<string, unknown>, line: Line) => void,
): void {
  server.on('upgrade', (request, socket: Socket) => {
    if (request.url !== path) return void socket.destroy();
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    const line: Line = { send: (message) => void socket.write(frameOf(JSON.stringify(message))) };
    let rest = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (part: Buffer) => {
      rest = Buffer.from(
        readFrames(Buffer.concat([rest, part]), (opcode, body) => {
          if (opcode === 1) answer(JSON.parse(body.toString()) as Record<string, unknown>, line);
          else if (opcode === 8) socket.end();
        }),
      );
    });
  });
}
