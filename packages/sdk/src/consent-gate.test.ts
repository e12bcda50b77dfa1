// @vitest-environment happy-dom
import { IDBFactory } from 'fake-indexeddb';
import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { all, nothing, stored, useVisitor } from './testing/visitor.ts';
import type { ConsentChoice } from './types.ts';

const visitor = useVisitor();

describe('before consent', () => {
  const options = fc.record(
    { touchpoint: fc.string(), value: fc.double(), props: fc.dictionary(fc.string(), fc.string()) },
    { requiredKeys: [] },
  );
  const call = fc.oneof(
    fc.tuple(fc.constantFrom('touch', 'conversion', 'identify', 'account'), fc.string(), options),
    fc.tuple(fc.constant('feedback'), options),
    fc.tuple(fc.constantFrom('reset', 'flush')),
    fc.tuple(fc.constant('route'), fc.constantFrom('/a', '/b?x=1', '#/c', '/d#e')),
    fc.tuple(fc.constantFrom('click', 'hide', 'leave', 'online')),
    fc.tuple(
      fc.constant('consent'),
      fc.constantFrom<ConsentChoice>(
        'deny',
        {},
        { storage: true, identification: true },
        {
          measurement: false,
        },
      ),
    ),
  );

  test('no sequence of calls stores or sends a byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('pending', 'denied', undefined),
        fc.array(call, { maxLength: 20 }),
        async (consent, calls) => {
          vi.stubGlobal('indexedDB', new IDBFactory());
          const opened = vi.spyOn(indexedDB, 'open');
          const kept = vi.spyOn(Storage.prototype, 'setItem');
          const touchtrail = visitor.create({ consent });
          document.body.innerHTML = '<button data-touchpoint="x">x</button>';
          for (const [method, ...args] of calls) {
            if (method === 'route') history.pushState(null, '', args[0] as string);
            else if (method === 'click') document.querySelector('button')!.click();
            else if (method === 'hide') document.dispatchEvent(new Event('visibilitychange'));
            else if (method === 'leave') window.dispatchEvent(new Event('pagehide'));
            else if (method === 'online') window.dispatchEvent(new Event('online'));
            else (touchtrail[method as 'touch'] as (...args: unknown[]) => void)(...args);
          }
          await touchtrail.flush();
          expect(visitor.requests).toEqual([]);
          expect(opened).not.toHaveBeenCalled();
          expect(kept).not.toHaveBeenCalled();
          expect(await stored()).toEqual(nothing);
          vi.restoreAllMocks();
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('withdrawal at any moment', () => {
  test.each([
    ['were sent without an answer', true],
    ['were on their way', false],
  ])('nothing is asked about events that %s', async (_what, answered) => {
    const touchtrail = visitor.create();
    visitor.service.plan = [{ kind: 'lost' }];
    if (!answered) {
      vi.stubGlobal(
        'fetch',
        (_url: string, { signal }: RequestInit) =>
          new Promise((_resolve, reject) => {
            signal?.addEventListener('abort', () => setTimeout(() => reject(signal.reason)));
          }),
      );
    }
    touchtrail.consent(all);
    touchtrail.touch('before');
    const sent = touchtrail.flush();
    await (answered ? sent : new Promise((resolve) => setTimeout(resolve, 50)));
    touchtrail.consent('deny');
    await sent;
    vi.stubGlobal('fetch', (_url: string, init: RequestInit) =>
      visitor.service.send(`${init.body}`),
    );
    touchtrail.consent(all);
    touchtrail.touch('after');
    // At once, before anything could be looked up.
    window.dispatchEvent(new Event('pagehide'));
    await touchtrail.flush();
    expect(visitor.names()).toContain('after');
    expect(visitor.service.batches.flatMap(({ ask = [] }) => ask)).toEqual([]);
  });

  const act = fc.constantFrom('touch', 'flush', 'tick', 'route', 'hide', 'leave', 'grant');

  test('nothing recorded before it leaves after it, and nothing stays', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { maxLength: 12 }),
        fc.array(act, { maxLength: 6 }),
        async (before, after) => {
          vi.stubGlobal('indexedDB', new IDBFactory());
          const left = vi.fn<(body: string) => void>();
          vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
            // As a browser: what is aborted already is never sent.
            if (init.signal?.aborted) throw new DOMException('aborted', 'AbortError');
            left(String(init.body));
            return visitor.service.send(String(init.body));
          });
          const touchtrail = visitor.create();
          const run = async (name: string) => {
            if (name === 'touch') touchtrail.touch('secret');
            else if (name === 'flush') void touchtrail.flush();
            else if (name === 'tick') await new Promise((resolve) => setTimeout(resolve));
            else if (name === 'route') history.pushState(null, '', `/r${Math.random()}`);
            else if (name === 'hide') document.dispatchEvent(new Event('visibilitychange'));
            else if (name === 'leave') window.dispatchEvent(new Event('pagehide'));
          };
          touchtrail.consent(all);
          for (const name of before) {
            if (name === 'grant') touchtrail.consent(all);
            else await run(name);
          }
          touchtrail.consent('deny');
          left.mockClear();
          for (const name of after) await run(name);
          await touchtrail.flush();
          // An open that was under way may still come up, only to be deleted behind itself.
          await new Promise((resolve) => setTimeout(resolve, 10));
          await vi.waitFor(async () => expect(await stored()).toEqual(nothing));
          expect(left.mock.calls.flat()).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
