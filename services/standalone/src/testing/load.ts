import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { BatchAnswer } from '@touchtrail/contract';
import { someEvent } from './events.ts';

/** What senders saw. */
export interface Load {
  /** Ids that were acknowledged. */
  acknowledged: Set<string>;
  requests: number;
  /** Requests without a 202, in words. */
  failures: string[];
  /** Longest time to an answer, ms. */
  longestMs: number;
  /** Ends the senders and waits for their last answers. */
  stop(): Promise<void>;
}

interface Answer {
  status: number;
  body: string;
}

/** One request over Node's own client, which keeps connections as an agent is told to. */
const post = (url: string, agent: Agent, body: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(body) };
    // A connection that was handed to a process that died is never answered: clients give up.
    const options = { method: 'POST', agent, headers, timeout: 10_000 };
    const asked = request(`${url}/v1/events`, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      response.on('error', reject);
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer within 10 s')));
    asked.on('error', reject);
    asked.end(body);
  });

/**
 * Sends batches all the time: half of the senders keep their connection, half make a new one for each
 * request. A request is never sent again: each that fails is a failure.
 *
 * @param options.isOver says when a failure is expected, as after a stop.
 */
export function startLoad(
  url: string,
  site: string,
  options: { senders: number; batch?: number; pauseMs?: number; isOver?: () => boolean },
): Load {
  const { senders, batch = 5, pauseMs = 0, isOver = () => false } = options;
  const agents = [new Agent({ keepAlive: true }), new Agent({ keepAlive: false })];
  const ending = new AbortController();
  const load: Load = {
    acknowledged: new Set(),
    requests: 0,
    failures: [],
    longestMs: 0,
    async stop() {
      ending.abort();
      await Promise.all(running);
      for (const agent of agents) agent.destroy();
    },
  };
  const send = async (agent: Agent) => {
    while (!ending.signal.aborted && !isOver()) {
      const events = Array.from({ length: batch }, () => someEvent());
      const startedAt = performance.now();
      load.requests++;
      try {
        const { status, body } = await post(
          url,
          agent,
          JSON.stringify({ v: 1, site, sentAt: Date.now(), events }),
        );
        if (status === 202) {
          const { accepted } = JSON.parse(body) as BatchAnswer;
          if (accepted !== batch) load.failures.push(`${accepted} of ${batch} accepted`);
          for (const { id } of events) load.acknowledged.add(id);
        } else if (!isOver()) load.failures.push(`status ${status}: ${body}`);
      } catch (error) {
        if (!isOver()) load.failures.push(String(error));
      }
      load.longestMs = Math.max(load.longestMs, performance.now() - startedAt);
      if (pauseMs > 0) await wait(pauseMs);
    }
  };
  const running = Array.from({ length: senders }, (_, index) =>
    send(agents[index % agents.length] as Agent),
  );
  return load;
}
