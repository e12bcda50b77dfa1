import { IDBFactory } from 'fake-indexeddb';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { batchBytes, batchEvents } from './delivery.ts';
import { exitBytes } from './queue.ts';
import { createService } from './testing/service.ts';
import type { Behaviour } from './testing/service.ts';
import { createVisitor } from './testing/tabs.ts';

beforeEach(() => void vi.stubGlobal('indexedDB', new IDBFactory()));
afterEach(() => vi.unstubAllGlobals());

describe('delivery', () => {
  const behaviour: fc.Arbitrary<Behaviour> = fc.oneof(
    fc.constantFrom<Behaviour>({ kind: 'accept' }, { kind: 'lost' }, { kind: 'network' }),
    fc.record({
      kind: fc.constant('status' as const),
      status: fc.constantFrom(400, 401, 403, 404, 408, 413, 425, 429, 500, 502, 503),
      retryAfter: fc.constantFrom('1', '30', '100000', 'soon'),
    }),
  );
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('track' as const),
        size: fc.integer({ min: 0, max: 900 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constantFrom('flush', 'exit', 'wake', 'close', 'swap') }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('pass' as const),
        size: fc.integer({ min: 0, max: 100_000 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('offline', 'online') }) },
  );

  test('every event is stored exactly once by id, whatever the network does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.array(behaviour, { maxLength: 15 }),
        fc.boolean(),
        fc.integer({ min: 2_000, max: 20_000 }),
        async (steps, plan, twoTabs, maxBytes) => {
          vi.stubGlobal('indexedDB', new IDBFactory());
          const service = createService();
          service.plan = [...plan];
          service.maxBytes = maxBytes;
          const visitor = createVisitor(service, true);
          let tabs = [visitor.tab(), visitor.tab()];
          const everyTab = [...tabs];
          const made = new Set<string>();
          for (const { do: action, ...rest } of steps) {
            const [tab] = tabs;
            if (action === 'track') made.add(tab!.track('e', (rest as { size: number }).size));
            else if (action === 'flush') await tab!.delivery._flush();
            else if (action === 'exit') tab!.delivery._exit();
            else if (action === 'wake') tab!.delivery._wake();
            else if (action === 'pass') visitor.pass((rest as { size: number }).size);
            else if (action === 'swap' && twoTabs) tabs = tabs.toReversed();
            else if (action === 'offline' || action === 'online') visitor.go(action === 'online');
            else if (action === 'close') {
              // The page is gone once its writes have reached the disk.
              await tab!.queue._read(1, 1);
              tab!.delivery._abort();
              tabs = [tabs[1]!, visitor.tab()];
              everyTab.push(tabs[1]!);
            }
          }
          // The network comes back, and so does the visitor.
          service.plan = [];
          visitor.go(true);
          for (let n = 0; n < 5; n++) {
            visitor.pass(3_600_000);
            for (const tab of tabs) await tab.delivery._flush();
          }
          for (const id of service.stored.keys()) expect(made.has(id)).toBe(true);
          // A 400 or 413 may meet an event that stands alone: only then is it given up, and counted.
          const refused = everyTab
            .flatMap((tab) => tab.signals)
            .filter(([name]) => name === 'dropped').length;
          const answers = plan.filter((b) => b.kind === 'status' && [400, 413].includes(b.status));
          expect(refused).toBeLessThanOrEqual(answers.length);
          expect(made.size - service.stored.size).toBeLessThanOrEqual(refused);
          const left = await tabs[0]!.queue._read(1, 1);
          expect(left).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  test('one request at a time, within the bounds of count and bytes', async () => {
    const service = createService();
    const visitor = createVisitor(service, true);
    const tabs = [visitor.tab(), visitor.tab()];
    for (let n = 0; n < 150; n++) tabs[n % 2]!.track('e', n % 5 ? 10 : 900);
    await Promise.all(tabs.map((tab) => tab.delivery._flush()));
    expect(service.stored.size).toBe(150);
    expect(visitor.mostInFlight()).toBe(1);
    expect(visitor.bodies.length).toBe(Math.ceil(150 / batchEvents));
    for (const body of visitor.bodies) expect(body.length).toBeLessThan(batchBytes + 300);
    for (const batch of service.batches)
      expect(batch.events.length).toBeLessThanOrEqual(batchEvents);
  });

  test('one poisoned event does not hold up the others, and is counted', async () => {
    const service = createService();
    service.poison = 'bad';
    const tab = createVisitor(service, true).tab();
    for (let n = 0; n < 30; n++) tab.track(n === 17 ? 'bad' : 'good');
    await tab.delivery._flush();
    expect(service.stored.size).toBe(29);
    expect(tab.signals).toContainEqual(['dropped', { reason: 'refused', count: 1 }]);
    tab.track('good');
    await tab.delivery._flush();
    expect(service.dropped).toEqual({ refused: 1 });
  });

  test('413 halves until the pieces fit', async () => {
    const service = createService();
    service.maxBytes = 2_500;
    const visitor = createVisitor(service, true);
    const tab = visitor.tab();
    for (let n = 0; n < 40; n++) tab.track('e', 500);
    await tab.delivery._flush();
    expect(service.stored.size).toBe(40);
  });

  test('413 for an event that stands alone gives it up, and the others go', async () => {
    const service = createService();
    service.maxBytes = 2_500;
    const tab = createVisitor(service, true).tab();
    for (const size of [100, 4_000, 100, 100]) tab.track('e', size);
    await tab.delivery._flush();
    expect(service.stored.size).toBe(3);
    expect(tab.signals).toContainEqual(['dropped', { reason: 'refused', count: 1 }]);
    expect(await tab.queue._read(1, 1)).toEqual([]);
  });

  test('a success ends the doubling of the wait', async () => {
    const service = createService();
    const visitor = createVisitor(service, true);
    const tab = visitor.tab();
    const waits: (number | undefined)[] = [];
    for (const kind of ['network', 'network', 'network', 'accept', 'network'] as const) {
      service.plan = [{ kind }];
      tab.track('e');
      visitor.pass(60_000);
      await tab.delivery._flush();
      waits.push(tab.identity._read()?.w);
    }
    expect(waits).toEqual([750, 1_500, 3_000, 0, 750]);
  });

  test('counts of what was given up reach the service once, also after failures', async () => {
    const service = createService();
    service.plan = [{ kind: 'network' }, { kind: 'status', status: 500 }];
    const visitor = createVisitor(service, true);
    const tab = visitor.tab();
    tab.delivery._drop('too_large', 2);
    tab.track('e');
    for (let n = 0; n < 4; n++) {
      await tab.delivery._flush();
      visitor.pass(60_000);
    }
    tab.track('e');
    await tab.delivery._flush();
    expect(service.dropped).toEqual({ too_large: 2 });
  });

  test('waits as told by Retry-After, in every tab; the network coming back ends the wait', async () => {
    const service = createService();
    service.plan = [{ kind: 'status', status: 429, retryAfter: '120' }];
    const visitor = createVisitor(service, true);
    const [one, two] = [visitor.tab(), visitor.tab()];
    one.track('e');
    await one.delivery._flush();
    visitor.pass(119_000);
    await one.delivery._flush();
    await two.delivery._flush();
    expect(service.requests).toBe(1);
    visitor.pass(5_000);
    await two.delivery._flush();
    expect(service.stored.size).toBe(1);

    service.plan = [{ kind: 'network' }];
    one.track('e');
    await one.delivery._flush();
    one.delivery._wake();
    await one.delivery._flush();
    expect(service.stored.size).toBe(2);
  });

  test('a clock that was set back does not hold the queue for years', async () => {
    const service = createService();
    service.plan = [{ kind: 'status', status: 503 }];
    const visitor = createVisitor(service, true);
    const tab = visitor.tab();
    visitor.pass(365 * 86_400_000);
    tab.track('e');
    await tab.delivery._flush();
    visitor.pass(-365 * 86_400_000);
    await tab.delivery._flush();
    expect(service.stored.size).toBe(1);
  });

  test('what was sent without an answer is asked for, not repeated, and waits for no event', async () => {
    const service = createService();
    const visitor = createVisitor(service, true);
    const tab = visitor.tab();
    for (let n = 0; n < 20; n++) tab.track('e');
    service.plan = [{ kind: 'lost' }];
    await tab.delivery._flush();
    expect([service.stored.size, service.copies]).toEqual([20, 20]);
    visitor.pass(60_000);
    await tab.delivery._flush();
    // One goes with the question.
    expect([service.stored.size, service.copies]).toEqual([20, 21]);
    expect(service.batches.at(-1)!.ask).toHaveLength(20);
    expect(tab.queue._mine.size).toBe(0);
    expect(tab.queue._unsure.size).toBe(0);
  });

  test('a tab that is closed does not send again what another has delivered', async () => {
    const service = createService();
    const visitor = createVisitor(service, true);
    const [one, two] = [visitor.tab(), visitor.tab()];
    for (let n = 0; n < 3; n++) two.track('e');
    await one.delivery._flush();
    two.delivery._exit();
    await vi.waitFor(() => expect(two.queue._mine.size).toBe(0));
    expect([service.stored.size, service.copies]).toEqual([3, 3]);
  });

  test('what one tab sent without an answer the next tab to try asks for', async () => {
    const service = createService();
    const visitor = createVisitor(service, true);
    const [one, two] = [visitor.tab(), visitor.tab()];
    for (let n = 0; n < 20; n++) one.track('e');
    service.plan = [{ kind: 'lost' }];
    await one.delivery._flush();
    visitor.pass(60_000);
    await two.delivery._flush();
    expect(service.batches.at(-1)!.ask).toHaveLength(20);
    expect([service.stored.size, service.copies]).toEqual([20, 21]);
    expect([one.queue._mine.size, two.queue._mine.size, one.queue._unsure.size]).toEqual([0, 0, 0]);
  });

  test('in an outage of many tries no request asks for more than the service answers', async () => {
    const service = createService();
    const visitor = createVisitor(service, true);
    const tab = visitor.tab();
    for (let n = 0; n < 300; n++) tab.track('e');
    service.plan = Array.from({ length: 20 }, () => ({ kind: 'network' }) as const);
    for (let n = 0; n < 20; n++) {
      visitor.pass(3_600_000);
      await tab.delivery._flush();
    }
    // The first batch, and the newest with each further try.
    expect(tab.queue._unsure.size).toBe(51);
    for (const key of tab.queue._mine.keys()) tab.queue._unsure.add(key);
    visitor.pass(3_600_000);
    await tab.delivery._flush();
    expect(service.stored.size).toBe(300);
    expect(service.copies).toBe(300);
    expect(service.batches.length).toBeLessThanOrEqual(20);
    for (const { ask = [] } of service.batches) expect(ask.length).toBeLessThanOrEqual(50);
  });

  test('the exit sends what this page made in small pieces, once, and keeps it until acknowledged', async () => {
    const service = createService();
    const visitor = createVisitor(service, true);
    const tab = visitor.tab();
    for (let n = 0; n < 40; n++) tab.track('e', 900);
    service.plan = [{ kind: 'network' }];
    tab.delivery._exit();
    tab.delivery._exit();
    const atExit = visitor.bodies.length;
    expect(atExit).toBe(4);
    for (const body of visitor.bodies) expect(body.length).toBeLessThan(exitBytes + 300);
    visitor.pass(60_000);
    await tab.delivery._flush();
    expect(service.stored.size).toBe(40);
  });

  test('the exit does not repeat what is under way and outlives the page', async () => {
    const service = createService();
    const visitor = createVisitor(service, true);
    const tab = visitor.tab();
    tab.track('e');
    const answer = service.send;
    const gate: { open?: () => void } = {};
    const opened = new Promise<void>((resolve) => {
      gate.open = resolve;
    });
    service.send = async (body) => {
      await opened;
      return answer(body);
    };
    const flushed = tab.delivery._flush();
    await vi.waitFor(() => expect(visitor.bodies).toHaveLength(1));
    tab.delivery._exit();
    gate.open?.();
    await flushed;
    expect(visitor.bodies).toHaveLength(1);
    expect(service.stored.size).toBe(1);
  });

  test('tells listeners which events the service refused', async () => {
    const service = createService();
    const rejected = [{ index: 0, id: 'x', code: 'invalid_event', message: 'no' }];
    service.send = async () =>
      new Response(JSON.stringify({ accepted: 0, duplicates: 0, rejected }), { status: 422 });
    const tab = createVisitor(service, true).tab();
    tab.track('e');
    await tab.delivery._flush();
    expect(tab.signals).toContainEqual(['rejected', rejected[0]]);
    expect(await tab.queue._read(1, 1)).toEqual([]);
  });
});
