import { IDBObjectStore } from 'fake-indexeddb';
import * as fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { createDevice, settle } from './testing/device.ts';
import { createService } from './testing/service.ts';
import type { Behaviour } from './testing/service.ts';

const { put } = IDBObjectStore.prototype;

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const fault: fc.Arbitrary<Behaviour> = fc.oneof(
  fc.record({ kind: fc.constantFrom('accept' as const, 'lost', 'network', 'hang') }),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(429, 500, 502, 503),
    retryAfter: fc.constantFrom('1', '90', 'Wed, 11 Nov 2026 10:00:00 GMT', 'soon'),
  }),
);
const tab = fc.nat({ max: 4 });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('track' as const), tab, size: fc.nat({ max: 100 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat({ max: 40_000 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('leave' as const, 'kill', 'hide', 'flush'), tab }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('offline' as const, 'online', 'hang', 'answer', 'fill', 'free', 'clock'),
      by: fc.integer({ min: -48, max: 48 }),
    }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A hidden page leaves more, in the text that another tab is about to throw away as taken over. */
const takenOverWhileWritten: [Step[], Behaviour[], number] = [
  [
    { do: 'hide', tab: 0 },
    { do: 'kill', tab: 1 },
    { do: 'leave', tab: 0 },
  ],
  [{ kind: 'status', status: 429, retryAfter: '1' }],
  2,
];

/** One person's days with the SDK. Returns what was tracked and may not be missing, and what came. */
async function walk(steps: Step[], faults: Behaviour[], tabs: number) {
  const service = createService();
  service.plan = [...faults];
  const device = createDevice(service);
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    ...args
  ) {
    if (device.full) throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, args);
  });
  const pages = Array.from({ length: tabs }, device.open);
  const made = new Set<string>();
  /** Tracked when no store took anything: until the next try they live in memory alone. */
  const volatile = new Set<string>();
  let clock = 0;
  let hung = false;
  const online = () => {
    device.online = true;
    for (const page of pages) page.delivery._wake();
  };
  for (const action of steps) {
    const at = 'tab' in action ? action.tab % tabs : 0;
    const page = pages[at]!;
    // What no store takes and nobody is told of is lost with its page: that is not promised.
    const forgetful = device.full || (action.do === 'kill' && hung);
    if (action.do === 'track') {
      const id = page.track(action.size);
      made.add(id);
      if (device.full) volatile.add(id);
    } else if (action.do === 'pass') await device.pass(action.ms);
    else if (action.do === 'hide') page.delivery._exit();
    else if (action.do === 'flush') void page.delivery._flush();
    else if (action.do === 'offline') device.online = false;
    else if (action.do === 'online') online();
    else if (action.do === 'hang' || action.do === 'answer')
      device.hang((hung = action.do === 'hang'));
    else if (action.do === 'fill' || action.do === 'free') device.full = action.do === 'fill';
    else if (action.do === 'clock') {
      const jump = Math.max(-72, Math.min(72, clock + action.by)) - clock;
      clock += jump;
      device.now += jump * 3_600_000;
    } else {
      if (action.do === 'kill') {
        await settle();
        // A slow disk gets the second that the SDK gives it.
        if (hung) await device.pass(1_000);
      }
      // A last word in the very task that ends the page.
      if (action.do === 'leave') made.add(page.track());
      for (const key of page.queue._mine.keys()) {
        const id = key.slice(0, 36);
        if (forgetful || (action.do === 'kill' && volatile.has(id))) made.delete(id);
      }
      page[action.do as 'leave' | 'kill']();
      await settle(3);
      pages[at] = device.open();
    }
    await settle(2);
  }
  // Everything works again, and the person comes back once more.
  service.plan = [];
  device.full = false;
  device.hang(false);
  await device.pass(2_000);
  online();
  pages.push(device.open());
  for (let hour = 0; hour < 3; hour++) {
    await device.pass(3_600_000);
    for (const page of pages) void page.delivery._flush();
    await settle(60);
  }
  const missing = [...made].filter((id) => !service.stored.has(id));
  const left = await pages[0]!.queue._read(1_000, Infinity);
  for (const page of pages) page.kill();
  return { made, missing, left, service };
}
test('a random walk over every fault: what was tracked with consent is stored exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 60 }),
      fc.array(fault, { maxLength: 20 }),
      fc.constantFrom(1, 2, 5),
      async (steps, faults, tabs) => {
        const { missing, left } = await walk(steps, faults, tabs);
        expect(missing).toEqual([]);
        expect(left).toEqual([]);
      },
    ),
    // As many as chance needs to find each fault that was put in for a try.
    { numRuns: 60, examples: [takenOverWhileWritten] },
  );
}, 120_000);

test('from page to page with a good network, events go over the wire once', async () => {
  const service = createService();
  const device = createDevice(service);
  const made = new Set<string>();
  for (let n = 0; n < 40; n++) {
    const page = device.open();
    for (let event = 0; event < 4; event++) made.add(page.track());
    await device.pass(3_000);
    // Clicked, and gone before an answer can be seen.
    made.add(page.track());
    page.leave();
    await settle(3);
  }
  const last = device.open();
  last.track();
  await device.pass(3_000);
  await device.pass(3_000);
  expect([...made].filter((id) => !service.stored.has(id))).toEqual([]);
  console.info(
    `sdk: ${(service.copies / service.stored.size).toFixed(3)} copies on the wire an event`,
  );
  expect(service.copies / service.stored.size).toBeLessThanOrEqual(1.05);
  last.kill();
});
