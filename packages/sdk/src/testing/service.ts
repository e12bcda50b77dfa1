import { batchSchema, eventSchema } from '@touchtrail/contract';
import type { Batch, TouchtrailEvent } from '@touchtrail/contract';

/**
 * What the service does with one request. `lost`: it commits, but the answer never arrives. `hang`:
 * nothing ever happens, which is up to who sends.
 */
export type Behaviour =
  | { kind: 'accept' | 'lost' | 'network' | 'hang' }
  | { kind: 'status'; status: number; retryAfter?: string };

/** A service in memory that holds every batch against the contract and counts each id once. */
export interface Service {
  /** Events stored, by id. */
  readonly stored: Map<string, TouchtrailEvent>;
  readonly batches: Batch[];
  /** Sum of the counts of dropped events it was told of. */
  readonly dropped: Record<string, number>;
  requests: number;
  /** Events received, each time it came. */
  copies: number;
  /** Answers for the next requests, in order; afterwards everything is accepted. */
  plan: Behaviour[];
  /** Larger bodies are answered with 413. */
  maxBytes: number;
  /** Batches that hold an event of this name are answered with 400. */
  poison: string;
  send(body: string): Promise<Response>;
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });

/**
 * @example
 * const service = createService();
 * vi.stubGlobal('fetch', (_url: string, init: RequestInit) => service.send(String(init.body)));
 */
export function createService(): Service {
  const service: Service = {
    stored: new Map(),
    batches: [],
    dropped: {},
    requests: 0,
    copies: 0,
    plan: [],
    maxBytes: Infinity,
    poison: '',
    async send(body) {
      service.requests++;
      const behaviour = service.plan.shift() ?? { kind: 'accept' };
      if (behaviour.kind === 'network') throw new TypeError('network');
      if (behaviour.kind === 'status') {
        return json(
          behaviour.status,
          {},
          behaviour.retryAfter === undefined ? {} : { 'retry-after': behaviour.retryAfter },
        );
      }
      if (body.length > service.maxBytes) return json(413, {});
      const batch = batchSchema.parse(JSON.parse(body));
      const events = batch.events.map((event) => eventSchema.parse(event));
      if (events.some((event) => event.name === service.poison)) return json(400, {});
      service.batches.push(batch);
      for (const [reason, count] of Object.entries(batch.dropped ?? {})) {
        service.dropped[reason] = (service.dropped[reason] ?? 0) + count;
      }
      const known = batch.ask?.filter((id) => service.stored.has(id));
      let duplicates = 0;
      for (const event of events) {
        service.copies++;
        if (service.stored.has(event.id)) duplicates++;
        service.stored.set(event.id, event);
      }
      if (behaviour.kind === 'lost') throw new TypeError('connection reset');
      return json(202, {
        accepted: events.length - duplicates,
        duplicates,
        rejected: [],
        ...(known && { known }),
      });
    },
  };
  return service;
}
