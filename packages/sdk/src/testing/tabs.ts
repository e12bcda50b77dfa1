import { createDatabase } from '../database.ts';
import { createDelivery } from '../delivery.ts';
import { createIdentity, nextVisit } from '../identity.ts';
import { createQueue } from '../queue.ts';
import type { Queue } from '../queue.ts';
import { createEmitter } from '../signals.ts';
import { createUuid } from '../uuid.ts';
import { createEnvelope } from '../wire.ts';
import { createStorage } from './device.ts';
import type { Service } from './service.ts';

export const start = 1_795_000_000_000;

/** A visitor: tabs that share a disk, a lock and a clock. */
export const createVisitor = (service: Service, persist: boolean) => {
  let now = start;
  let online = true;
  let inFlight = 0;
  let mostInFlight = 0;
  let turn = Promise.resolve();
  const storage = createStorage();
  const bodies: string[] = [];
  const queues: Queue[] = [];
  const uuid = createUuid(() => crypto.getRandomValues(new Uint8Array(1))[0]!);
  const tab = () => {
    const identity = createIdentity('k', () => storage);
    identity._persist(persist);
    identity._write(identity._read() ?? nextVisit(undefined, now, () => uuid(now)));
    const emitter = createEmitter(false);
    const signals: [string, unknown][] = [];
    for (const name of ['sent', 'rejected', 'dropped', 'error']) {
      emitter._on(name, (detail) => signals.push([name, detail]));
    }
    const queue = createQueue(
      'q',
      createDatabase('q'),
      () => storage,
      () => uuid(now),
      () => now,
      (reason, count) => delivery._drop(reason, count),
      (keys) => {
        for (const other of queues) if (other !== queue) other._forget(keys);
      },
    );
    queues.push(queue);
    queue._persist(persist);
    const envelope = createEnvelope('wk', () => now);
    const delivery = createDelivery(
      queue,
      identity,
      emitter,
      envelope,
      async (body) => {
        bodies.push(body);
        mostInFlight = Math.max(mostInFlight, ++inFlight);
        await Promise.resolve();
        inFlight--;
        return service.send(body);
      },
      (task) => (turn = turn.then(task)),
      () => now,
      () => 0.5,
      () => online,
    );
    const track = (name: string, size = 0) => {
      const id = uuid(now);
      const props = { pad: 'x'.repeat(size) };
      queue._add(id, JSON.stringify({ id, name, at: now, anonymousId: 'a', props }));
      return id;
    };
    return { queue, delivery, identity, signals, track };
  };
  return {
    tab,
    bodies,
    pass: (ms: number) => (now += ms),
    go: (value: boolean) => (online = value),
    mostInFlight: () => mostInFlight,
  };
};
