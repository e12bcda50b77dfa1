/**
 * What delivery costs the page and how fast a backlog goes, in a real browser against the real
 * collector: one more event with 1,000 queued, and 1,000 queued events after an outage.
 *
 * Run after a build: node test/dist/bench/sdk-delivery.js [runs]
 *
 * @module
 */
import type { CDPSession, Page } from 'playwright-core';
import { openRig } from '../e2e/browser/rig.ts';
import type { Rig } from '../e2e/browser/rig.ts';
import { openVisitor, timesStored } from '../e2e/browser/visitor.ts';
import type { PageApi, Visitor } from '../e2e/browser/visitor.ts';

declare const touchtrail: PageApi;

const runs = Number(process.argv[2] ?? 3);
/** The queue keeps 1,000; the page view is one of them, and what states its end another. */
const backlog = 995;
const probes = 100;
const hour = 3_600_000;

const rounded = (value: number, digits = 3) => Number(value.toFixed(digits));
const quantile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[
    Math.min(values.length - 1, Math.floor(values.length * share))
  ] ?? NaN;

/** Seconds of CPU that the page's main thread took so far. */
async function mainThread(client: CDPSession): Promise<number> {
  const { metrics } = await client.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
}

/** A page in an outage with events queued. The wire's ledger would be measured too: it goes. */
async function queued(visitor: Visitor, count: number): Promise<Page> {
  visitor.front.fault = { kind: 'reset' };
  const page = await visitor.open();
  await visitor.touch(page, 'backlog', count);
  await page.waitForTimeout(500);
  return page;
}

/** Cost of one event: inside the call, and with all that follows from it. */
async function oneMore(rig: Rig, waiting: number): Promise<Record<string, number>> {
  const visitor = await openVisitor(rig);
  try {
    const page = await queued(visitor, waiting);
    await page.evaluate(() => Object.assign(globalThis, { tell: undefined }));
    const client = await visitor.context.newCDPSession(page);
    await client.send('Performance.enable', { timeDomain: 'threadTicks' });
    const probe = (track: boolean) =>
      page.evaluate(
        async ([count, real]) => {
          const times: number[] = [];
          for (let index = 0; index < count; index++) {
            const started = performance.now();
            if (real) touchtrail.touch(`probe.${index}`, { props: { plan: 'basic', step: index } });
            times.push(performance.now() - started);
            // Long enough for the write to disk to end.
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
          return times;
        },
        [probes, track] as const,
      );
    const idle = await mainThread(client);
    await probe(false);
    const before = await mainThread(client);
    const times = await probe(true);
    const after = await mainThread(client);
    return {
      queued: waiting,
      'call p50 ms': rounded(quantile(times, 0.5)),
      'call p95 ms': rounded(quantile(times, 0.95)),
      'call max ms': rounded(quantile(times, 1)),
      'main thread CPU per event ms': rounded(
        ((after - before - (before - idle)) * 1_000) / probes,
      ),
    };
  } finally {
    await visitor.close();
  }
}

/** From the return of the visitor an hour later to the last acknowledgement. */
async function drain(rig: Rig): Promise<Record<string, number>> {
  const visitor = await openVisitor(rig);
  const { front } = visitor;
  try {
    const page = await queued(visitor, backlog);
    await page.close();
    // What it sent while it was closed meets the outage too.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await visitor.setClock(hour);
    front.mostAtOnce = 0;
    const before = front.posted.length;
    front.fault = { kind: 'none' };
    const started = Date.now();
    await visitor.open('/later');
    const acknowledged = () => {
      const ids = new Set<string>();
      for (const { ids: some, status } of front.posted) {
        if (status === 202) for (const id of some) ids.add(id);
      }
      return ids;
    };
    const waitingSince = Date.now();
    while (visitor.tracked.some(({ id }) => !acknowledged().has(id))) {
      if (Date.now() - waitingSince > 60_000) throw new Error('not drained within a minute');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const ended = Date.now();
    const first = front.posted[before]?.at ?? NaN;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const times = [...(await timesStored(rig, visitor)).values()];
    return {
      events: visitor.tracked.length,
      'from opening the page s': rounded((ended - started) / 1_000, 2),
      'from the first request s': rounded((ended - first) / 1_000, 2),
      requests: front.posted.length - before,
      'most at once': front.mostAtOnce,
      missing: times.filter((count) => count === 0).length,
      'stored twice': times.filter((count) => count > 1).length,
    };
  } finally {
    await visitor.close();
  }
}

const rig = await openRig();
try {
  console.log(`Chromium ${rig.browser.version()}`);
  const costs: Record<string, number>[] = [];
  for (let run = 0; run < runs; run++) {
    for (const waiting of [0, backlog - probes]) costs.push(await oneMore(rig, waiting));
  }
  console.log('One more event, by how many are queued');
  console.table(costs);
  const drains: Record<string, number>[] = [];
  for (let run = 0; run < runs; run++) drains.push(await drain(rig));
  console.log('A backlog after an outage');
  console.table(drains);
} finally {
  await rig.close();
}
