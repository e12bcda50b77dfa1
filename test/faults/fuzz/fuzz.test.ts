import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startService } from '@touchtrail/standalone';
import type { Service } from '@touchtrail/standalone';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withTables } from '@touchtrail/store/testing';
import { drained } from '../../integration/places-of.ts';
import { seedFrom } from '../chaos/random.ts';
import { doorsOf } from './doors.ts';
import type { Door } from './doors.ts';
import { frame, framing } from './framing.ts';
import type { Framing } from './framing.ts';
import { mutated } from './mutate.ts';
import { sendRaw } from './raw-request.ts';

// TOUCHTRAIL_FUZZ_SECONDS=600 for ten minutes; a seed and the path of a failure repeat it.
const seconds = Number(process.env['TOUCHTRAIL_FUZZ_SECONDS'] ?? 60);
const seed = seedFrom('TOUCHTRAIL_FUZZ_SEED') % 2 ** 31;
const failurePath = process.env['TOUCHTRAIL_FUZZ_PATH'];

let dataDir: string;
let service: Service;
let doors: Record<string, Door>;
const log: string[] = [];
beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-fuzz-')));
  const unlimited = { burst: 1e9, perSecond: 1e9 };
  service = await startService({
    dataDir,
    port: 0,
    trustedProxies: 1,
    rateLimits: {
      address: unlimited,
      key: unlimited,
      anonymousId: unlimited,
    },
    log: (line) => void log.push(line),
  });
  doors = await doorsOf(service);
});
afterAll(async () => {
  await service?.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** What each answer means; everything else is a fault, 500 and 503 above all. */
const documented: ReadonlySet<number> = new Set([
  200, 202, 204, 400, 401, 403, 404, 405, 408, 413, 415, 417, 422, 429, 431, 505,
]);

test(
  `${seconds} s of wrong and half right requests at every door: answered as documented, nothing taken that the schema refuses (seed ${seed})`,
  { timeout: (seconds + 90) * 1_000 },
  async () => {
    const port = Number(new URL(service.url).port);
    const counts = new Map<string, number>();
    const passed = new Set<string>();
    let stored = 0;
    /** Events of requests with more bytes behind them: those may end in 400 when theirs are stored already. */
    let maybe = 0;
    let cases = 0;
    const aCase = fc
      .constantFrom(...Object.keys(doors))
      .chain((name) =>
        fc.tuple(fc.constant(name), mutated(doors[name]?.document ?? fc.constant({})), framing),
      );
    const ask = async ([name, body, how]: [string, Buffer, Framing]): Promise<void> => {
      const door = doors[name];
      if (!door) throw new Error(name);
      const framed = frame(how, door.path, body, (sent) => door.headers(sent));
      const answer = await sendRaw(port, framed.parts, { halfClose: framed.halfClose });
      cases++;
      const [status = 0] = answer.statuses;
      counts.set(`${name} ${status}`, (counts.get(`${name} ${status}`) ?? 0) + 1);
      for (const each of answer.statuses) {
        if (!documented.has(each))
          throw new Error(`answered ${each}: ${answer.text.slice(0, 600)}`);
      }
      // No line of ours comes from what was sent.
      if (/^set-cookie/im.test(answer.text)) throw new Error('a header was let through');
      if (how.behind !== '' || how.length === 'short') maybe += 501;
      if (how.method !== 'POST' || ![200, 202, 204].includes(status)) return;
      passed.add(name);
      const wrong = door.wrong(framed.body, answer.body);
      if (wrong !== undefined) throw new Error(`${status}: ${wrong}\n${answer.body.slice(0, 600)}`);
      stored += door.stored(answer.body);
      maybe += door.maybe?.(framed.body, answer.body) ?? 0;
    };
    await fc.assert(
      fc.asyncProperty(fc.array(aCase, { minLength: 8, maxLength: 16 }), async (some) => {
        await Promise.all(some.map(ask));
        const unexpected = log.find((line) => /unexpected|refused for now/.test(line));
        if (unexpected !== undefined) throw new Error(unexpected);
        // Others are served meanwhile.
        const alive = await fetch(`${service.url}/healthz`);
        expect(alive.status).toBe(200);
        await alive.arrayBuffer();
      }),
      {
        seed,
        ...(failurePath !== undefined && { path: failurePath }),
        numRuns: Number.MAX_SAFE_INTEGER,
        interruptAfterTimeLimit: seconds * 1_000,
        markInterruptAsFailure: false,
      },
    );
    const table = [...counts].toSorted(([a], [b]) => a.localeCompare(b));
    console.log(
      `fuzz seed ${seed}: ${cases} requests in ${seconds} s, ${stored} events stored; ` +
        table.map(([what, n]) => `${what}: ${n}`).join(', '),
    );
    // Each door was passed and refused, or the oracle had nothing to say.
    for (const [name, { neverPasses = false }] of Object.entries(doors)) {
      const refused = table.some(([what]) => what.startsWith(`${name} 4`));
      expect([name, passed.has(name), refused]).toEqual([name, !neverPasses, true]);
    }
    // What was taken is in the table: no row was refused there after it was acknowledged.
    await drained(service.url);
    const [row] = await service.store.reader.query<{ n: number }>({
      sql: 'SELECT toUInt32(uniqExact(event_id)) AS n FROM events',
    });
    expect(row?.n).toBeGreaterThanOrEqual(stored);
    expect(row?.n).toBeLessThanOrEqual(stored + maybe);
    expect(existsSync(path.join(dataDir, 'spool', 'events', 'failed'))).toBe(false);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  },
);
