/**
 * The load generator, a process of its own so that its share of the cores can be stated. Raw sockets
 * with bodies made in advance: a client library would take more than the service.
 *
 * @module
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { batchTemplate, freshen } from './batch.ts';

/** What to send where. */
export interface LoadOrder {
  host: string;
  port: number;
  writeKey: string;
  eventsPerRequest: number;
  connections: number;
  seconds: number;
  /** Events a second, open loop; absent: as many as are answered. */
  rate?: number;
  /** First serial number, so that two loads never share an id. */
  serial: number;
  /** Not measured. Default 1. */
  warmUpSeconds?: number;
}

/** What became of it. Latencies in ms from the intended moment of sending. */
export interface LoadResult {
  events: number;
  refused: number;
  failed: number;
  seconds: number;
  p50: number;
  p99: number;
  max: number;
  /** Cores this process used. */
  cores: number;
}

interface Connection {
  socket: Socket;
  busy: boolean;
  due: number;
}

const percentile = (sorted: Float64Array, share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

async function run(order: LoadOrder): Promise<LoadResult> {
  const { eventsPerRequest, seconds, rate } = order;
  const people = Array.from({ length: 199 }, (_, person) =>
    batchTemplate(order.writeKey, eventsPerRequest, person),
  );
  const heads = people.map(({ bytes }) =>
    Buffer.from(
      `POST /v1/events HTTP/1.1\r\nHost: ${order.host}:${order.port}\r\nContent-Type: text/plain\r\n` +
        'User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36\r\n' +
        `Content-Length: ${bytes.length}\r\n\r\n`,
    ),
  );
  const latencies: number[] = [];
  const late: number[] = [];
  let events = 0;
  let refused = 0;
  let failed = 0;
  let serial = order.serial;
  let measuring = false;
  let ending = false;
  let outstanding = 0;
  let onIdle: (() => void) | undefined;
  const free: Connection[] = [];

  const send = (connection: Connection, due: number): void => {
    const which = serial % people.length;
    const template = people[which];
    const head = heads[which];
    if (!template || !head) return;
    connection.busy = true;
    connection.due = due;
    outstanding++;
    const body = freshen(template, Date.now(), serial++);
    connection.socket.write(Buffer.concat([head, body]));
  };

  const answered = (connection: Connection, status: number): void => {
    connection.busy = false;
    outstanding--;
    if (measuring && status === 202) {
      events += eventsPerRequest;
      latencies.push(performance.now() - connection.due);
    } else if (status !== 202) refused++;
    if (ending) {
      if (outstanding === 0) onIdle?.();
      return;
    }
    if (rate === undefined) send(connection, performance.now());
    else {
      const due = late.shift();
      if (due === undefined) free.push(connection);
      else send(connection, due);
    }
  };

  const open = () =>
    new Promise<Connection>((resolve, reject) => {
      const socket = connect({ host: order.host, port: order.port, noDelay: true });
      const connection: Connection = { socket, busy: false, due: 0 };
      let text = '';
      socket.setEncoding('latin1');
      socket.once('connect', () => resolve(connection));
      socket.once('error', reject);
      socket.on('close', () => {
        if (connection.busy) failed++;
      });
      socket.on('data', (chunk: string) => {
        text += chunk;
        const end = text.indexOf('\r\n\r\n');
        if (end === -1) return;
        const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
        if (text.length < end + 4 + length) return;
        const status = Number(text.slice(9, 12));
        text = text.slice(end + 4 + length);
        answered(connection, status);
      });
    });

  const connections = await Promise.all(Array.from({ length: order.connections }, open));
  let cpu = process.cpuUsage();
  let startedAt = performance.now();
  const start = () => {
    measuring = true;
    cpu = process.cpuUsage();
    startedAt = performance.now();
  };
  if (rate === undefined) {
    for (const connection of connections) send(connection, performance.now());
    await sleep((order.warmUpSeconds ?? 1) * 1_000);
    start();
    await sleep(seconds * 1_000);
  } else {
    free.push(...connections);
    const everyMs = (eventsPerRequest / rate) * 1_000;
    const warmUp = (order.warmUpSeconds ?? 1) * 1_000;
    let due = performance.now();
    const stopAt = due + warmUp + seconds * 1_000;
    const measureFrom = due + warmUp;
    while (due < stopAt) {
      const now = performance.now();
      if (!measuring && now >= measureFrom) start();
      while (due <= now && due < stopAt) {
        const connection = free.pop();
        if (connection) send(connection, due);
        else late.push(due);
        due += everyMs;
      }
      await sleep(1);
    }
    // What is still due belongs to the run: its waiting is what the service cost.
    for (const until = performance.now() + 10_000; late.length > 0 && performance.now() < until;) {
      await sleep(5);
    }
  }
  const elapsed = (performance.now() - startedAt) / 1_000;
  const used = process.cpuUsage(cpu);
  ending = true;
  if (outstanding > 0) {
    await Promise.race([
      new Promise<void>((resolve) => {
        onIdle = resolve;
      }),
      sleep(10_000),
    ]);
  }
  for (const { socket } of connections) socket.destroy();
  const sorted = Float64Array.from(latencies).toSorted();
  return {
    events,
    refused,
    failed,
    seconds: elapsed,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    max: sorted.at(-1) ?? Number.NaN,
    cores: (used.user + used.system) / 1e6 / elapsed,
  };
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      process.send?.({ error: String(error) });
    },
  );
});
process.on('disconnect', () => process.exit());
