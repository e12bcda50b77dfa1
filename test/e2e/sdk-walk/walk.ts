import { setTimeout as wait } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { eventually } from '../browser/console-api.ts';
import type { Rig } from '../browser/rig.ts';
import { crash, diskTime, openVisitor, timesStored } from '../browser/visitor.ts';
import type { PageApi } from '../browser/visitor.ts';
import { judge } from './judge.ts';
import type { Past, Verdict } from './judge.ts';
import { plan, randomBy } from './plan.ts';
import type { Step } from './plan.ts';

declare const touchtrail: PageApi;

/** What went over the wire from the first event that is missing on. */
function since({ missing }: Verdict, { tracked, posted }: Past): string[] {
  const first = tracked.find(({ id }) => missing.some((label) => label.includes(id)));
  return posted
    .filter(({ at }) => first !== undefined && at >= first.at)
    .map(
      ({ at, status, reached, ids }) =>
        `${Math.round(at - (first?.at ?? 0))} ms: ${status}${reached ? '' : ' not reached'} ${ids.join(' ')}`,
    );
}

/** What the page knows that should have delivered what is missing. */
const stateOf = (page: Page): Promise<string> =>
  page
    .evaluate(async () =>
      JSON.stringify({
        hidden: document.hidden,
        online: navigator.onLine,
        stored: { ...localStorage },
        locks: await navigator.locks.query(),
        databases: await indexedDB.databases(),
        took: (globalThis as unknown as { took: unknown }).took,
      }),
    )
    .catch(String);

/** A later hour than any a walk has been to: every wait that was asked for is over. */
const laterMs = 30 * 3_600_000;
const withdrawalMs = 200;

/** What one visitor went through, in order, and what came of it. */
export interface Walk {
  seed: number;
  steps: Step[];
  verdict: Verdict;
  /** Of a walk that lost something: the batches since, each with its delay, answer and events; and what its last page knows. */
  since: string[];
}

/**
 * Lives the life of one visitor by chance; at its end they come back to a service that works, and
 * what is stored is compared with what was tracked.
 */
export async function walk(rig: Rig, seed: number, events: number): Promise<Walk> {
  const visitor = await openVisitor(rig);
  const { context, front, tracked } = visitor;
  const killed = new Map<Page, number>();
  const withdrawals: { from: number; to: number }[] = [];
  const steps: Step[] = [];
  let tabs: { page: Page; client: CDPSession }[] = [];
  let granted = true;
  let number = 0;
  let shift = 0;
  let quotaTaken = false;
  let lost = false;
  const past: Past = { tracked, posted: front.posted, killed, withdrawals };

  const setQuota = async (client: CDPSession) => {
    await client.send('Storage.overrideQuotaForOrigin', {
      origin: front.origin,
      ...(quotaTaken && { quotaSize: 1 }),
    });
  };
  const address = (hangs: boolean) =>
    visitor.url(`/page/${++number}`, {
      grant: granted,
      ...(hangs && { before: 'database hangs' }),
    });
  const open = async (hangs: boolean) => {
    const page = await context.newPage();
    const client = await context.newCDPSession(page);
    if (quotaTaken) await setQuota(client);
    page.once('crash', () => {
      if (!killed.has(page)) killed.set(page, Date.now());
      tabs = tabs.filter((tab) => tab.page !== page);
    });
    await page.goto(address(hangs));
    tabs.push({ page, client });
  };
  /** Every event that must arrive has been taken by the service. */
  const arrived = () =>
    eventually(
      () => {
        const here = new Map<string, number>();
        for (const { ids, status } of front.posted) {
          if (status === 202) for (const id of ids) here.set(id, 1);
        }
        return Promise.resolve(judge(past, here).missing);
      },
      (missing) => missing.length === 0,
      30_000,
    );
  const heal = async () => {
    front.fault = { kind: 'none' };
    // The browser tells its pages that the network is back.
    await context.setOffline(true);
    await context.setOffline(false);
  };

  async function take(step: Step): Promise<void> {
    const tab = 'tab' in step ? tabs[step.tab % Math.max(1, tabs.length)] : tabs[0];
    switch (step.do) {
      case 'open':
        return open(step.hangs);
      case 'track':
        return tab && visitor.touch(tab.page, `walk.${seed}.${++number}`, step.count);
      case 'close':
        if (!tab) return;
        tabs = tabs.filter((other) => other !== tab);
        return tab.page.close();
      case 'kill':
        if (!tab) return;
        tabs = tabs.filter((other) => other !== tab);
        await diskTime(tab.page, step.afterMs);
        killed.set(tab.page, Date.now());
        await crash(tab.page);
        return tab.page.close();
      case 'navigate':
        await tab?.page.goto(address(false));
        return;
      case 'route':
        await tab?.page.evaluate((path) => history.pushState({}, '', path), address(false));
        return;
      case 'network':
        front.fault = step.fault;
        return;
      case 'offline':
      case 'online':
        return context.setOffline(step.do === 'offline');
      case 'clock':
        shift = step.shiftMs;
        return visitor.setClock(shift);
      case 'quota':
        quotaTaken = step.taken;
        await Promise.all(tabs.map(({ client }) => setQuota(client)));
        return;
      case 'withdraw': {
        const from = Date.now();
        granted = false;
        await tab?.page.evaluate(() => touchtrail.consent('deny'));
        // The other tabs are told.
        await wait(withdrawalMs);
        withdrawals.push({ from, to: Date.now() });
        return;
      }
      case 'grant':
        granted = true;
        for (const { page } of tabs) await page.evaluate(() => touchtrail.consent('grant'));
        return;
      case 'settle':
        await heal();
        if (granted && tabs.length === 0) await open(false);
        // What does not arrive now is judged in the end.
        await arrived().catch(() => (lost = true));
        return;
      case 'wait':
        await wait(step.ms);
    }
  }

  try {
    for (const step of plan(randomBy(seed), events)) {
      steps.push(step);
      await take(step);
      if (lost) break;
    }
    // Everybody goes; a while later the visitor comes back, and all is well.
    for (const { page } of tabs) await page.close();
    tabs = [];
    await heal();
    quotaTaken = false;
    granted = true;
    await visitor.setClock(shift + laterMs);
    await open(false);
    // Its view is recorded in idle time: before that, all seems to have arrived.
    await tabs[0]?.page.waitForFunction('took.length > 0');
    if (tabs[0]) await setQuota(tabs[0].client);
    await arrived().catch(() => (lost = true));
    await eventually(
      async () => judge(past, await timesStored(rig, visitor)).missing,
      (missing) => missing.length === 0,
      3_000,
    ).catch(() => undefined);
    const verdict = judge(past, await timesStored(rig, visitor));
    const told = verdict.missing.length > 0 && tabs[0] ? [await stateOf(tabs[0].page)] : [];
    return { seed, steps, verdict, since: [...since(verdict, past), ...told] };
  } catch (error) {
    throw new Error(
      `The walk with seed ${seed} stopped at step ${steps.length}: ${JSON.stringify(steps.at(-1))}`,
      { cause: error },
    );
  } finally {
    await visitor.close();
  }
}
