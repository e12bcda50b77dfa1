// @vitest-environment happy-dom
import { IDBFactory } from 'fake-indexeddb';
import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { nothing, stored, useVisitor } from '../testing/visitor.ts';
import type { Purpose } from '../types.ts';
import { connectConsent } from './connect.ts';
import type { ConsentSignal, Rank } from './signal.ts';
import { says } from './testing/sources.ts';

const visitor = useVisitor();
const stats = { storage: true, measurement: true };
const no = { storage: false, measurement: false };
const soon = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));
/** Other tabs hear of it when the machine comes to it. */
const patience = { timeout: 10_000 };

const ranks: readonly Rank[] = [1, 2, 3];
type Step =
  | { kind: 'signal'; source: number; signal: ConsentSignal }
  | { kind: 'touch' | 'flush' | 'wait' | 'route' | 'hide' | 'leave' };
const doing = fc.record({
  kind: fc.constantFrom('touch', 'flush', 'wait', 'route', 'hide', 'leave'),
}) as fc.Arbitrary<Step>;
const signalOf = (...signals: ConsentSignal[]): fc.Arbitrary<Step> =>
  fc.record({
    kind: fc.constant('signal' as const),
    source: fc.nat({ max: ranks.length - 1 }),
    signal: fc.constantFrom(...signals),
  });

/** What a page does, with names that tell the period they belong to. */
const run = async (step: Step, touch: () => void, flush: () => Promise<void>) => {
  if (step.kind === 'touch') touch();
  else if (step.kind === 'flush') await flush();
  else if (step.kind === 'wait') await soon();
  else if (step.kind === 'route') history.pushState(null, '', `/r${Math.random()}`);
  else if (step.kind === 'hide') document.dispatchEvent(new Event('visibilitychange'));
  else window.dispatchEvent(new Event('pagehide'));
};

const opened = (waitMs = 5_000) => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  const touchtrail = visitor.create();
  const sources = ranks.map((rank) => says(`source-${rank}`, rank));
  const connection = connectConsent(touchtrail, sources, { waitMs });
  return { touchtrail, sources, connection };
};

describe('for any sequence of signals, against the real SDK', () => {
  test('before a grant no byte is stored or sent', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            doing,
            signalOf(
              {},
              { purposes: {} },
              { purposes: no },
              { purposes: { storage: true, identification: true, sharing: true } },
              // Consent of two years ago.
              { purposes: stats, decidedAt: Date.now() - 2 * 365 * 86_400_000 },
            ),
          ),
          { maxLength: 15 },
        ),
        async (steps) => {
          visitor.requests.length = 0;
          const { touchtrail, sources, connection } = opened();
          const open = vi.spyOn(indexedDB, 'open');
          const kept = vi.spyOn(Storage.prototype, 'setItem');
          for (const step of steps) {
            if (step.kind === 'signal') sources[step.source]!.say(step.signal);
            else await run(step, () => touchtrail.touch('early'), touchtrail.flush);
          }
          await touchtrail.flush();
          expect(connection.states().measurement).not.toBe('granted');
          expect(visitor.requests).toEqual([]);
          expect(open).not.toHaveBeenCalled();
          expect(kept).not.toHaveBeenCalled();
          expect(await stored()).toEqual(nothing);
          connection.disconnect();
          open.mockRestore();
          kept.mockRestore();
        },
      ),
      { numRuns: 40 },
    );
  });

  test('the order of equal signals does not matter', async () => {
    const signals: ConsentSignal[] = [
      {},
      { purposes: {} },
      { purposes: stats, decidedAt: 1_795_000_000_000 },
      { purposes: { ...stats, sharing: true }, decidedAt: 1_795_000_000_001 },
      { purposes: { sharing: false } },
      { purposes: no },
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(...ranks.map(() => fc.constantFrom(...signals))),
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        async (given, order) => {
          const results: unknown[] = [];
          for (const indexes of [[0, 1, 2], order]) {
            const { touchtrail, sources, connection } = opened();
            const told: Purpose[][] = [];
            touchtrail.on('consent', ({ purposes }) => told.push(purposes));
            for (const index of indexes) sources[index]!.say(given[index]!);
            results.push([connection.states(), told.at(-1) ?? []]);
            connection.disconnect();
            touchtrail.consent('deny');
          }
          // Denied and withdrawn differ by what was in force in between, which nothing was.
          expect(results[1]).toEqual(results[0]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a denied period’s events never appear, and after a refusal nothing is left', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            { weight: 2, arbitrary: doing },
            signalOf({ purposes: stats }, { purposes: no }, {}, { purposes: {} }),
          ),
          { minLength: 3, maxLength: 20 },
        ),
        async (steps) => {
          visitor.service.stored.clear();
          const { touchtrail, sources, connection } = opened(0);
          await soon(1);
          let period = 0;
          let allowed = false;
          const permitted = new Set<string>();
          touchtrail.on('consent', ({ purposes }) => {
            period++;
            allowed = purposes.length > 0;
          });
          for (const step of steps) {
            if (step.kind === 'signal') {
              sources[step.source]!.say(step.signal);
              continue;
            }
            const name = `${allowed ? 'allowed' : 'denied'}.${period}`;
            if (allowed) permitted.add(name);
            await run(step, () => touchtrail.touch(name), touchtrail.flush);
          }
          sources[0]!.say({ purposes: no });
          await touchtrail.flush();
          await soon(10);
          await vi.waitFor(async () => expect(await stored()).toEqual(nothing));
          const names = visitor.names().filter((name) => /^(allowed|denied)\./.test(name));
          expect(names.filter((name) => !permitted.has(name))).toEqual([]);
          connection.disconnect();
        },
      ),
      { numRuns: 40 },
    );
  });

  test('a refusal in one tab empties the stores of all, whatever they were doing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: 2 }), doing), { maxLength: 12 }),
        fc.nat({ max: 2 }),
        async (steps, who) => {
          vi.stubGlobal('indexedDB', new IDBFactory());
          visitor.requests.length = 0;
          const site = `wk_tabs_${Math.random()}`;
          const tabs = [0, 1, 2].map(() => {
            const touchtrail = visitor.create({ site });
            const source = says('platform');
            return { touchtrail, source, connection: connectConsent(touchtrail, [source]) };
          });
          for (const { source } of tabs) source.say({ purposes: stats });
          for (const [index, step] of steps) {
            const { touchtrail } = tabs[index]!;
            await run(step, () => touchtrail.touch('before'), touchtrail.flush);
          }
          tabs[who]!.source.say({ purposes: no });
          await vi.waitFor(() => {
            for (const { connection } of tabs) {
              expect(connection.states().measurement).toBe('withdrawn');
            }
          }, patience);
          await soon(10);
          const before = visitor.requests.length;
          for (const { touchtrail } of tabs) {
            touchtrail.touch('after');
            window.dispatchEvent(new Event('pagehide'));
            await touchtrail.flush();
          }
          await vi.waitFor(async () => expect(await stored()).toEqual(nothing), patience);
          expect(visitor.requests.slice(before)).toEqual([]);
          expect(visitor.names()).not.toContain('after');
          for (const { connection } of tabs) connection.disconnect();
        },
      ),
      { numRuns: 20 },
    );
  });
});
