import { setTimeout as wait } from 'node:timers/promises';
import type { LiveLine, SiteSummary } from '@touchtrail/contract';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFaults } from '../browser/axe.ts';
import { shiftClock } from '../browser/launch.ts';
import type { Rig } from '../browser/rig.ts';
import { serveFiles } from '../builds/serve.ts';

declare const touchtrail: { touch(name: string): void; flush(): Promise<void> };

const hour = 3_600_000;

/** The last lines of the live stream of a site. */
async function linesOf(rig: Rig, site: string): Promise<LiveLine[]> {
  const abort = new AbortController();
  const answer = await fetch(`${rig.service.url}/api/live?site=${site}`, {
    headers: { authorization: `Bearer ${rig.service.adminToken}` },
    signal: abort.signal,
  });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const until = setTimeout(() => abort.abort(), 1_500);
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      text += part.value;
    }
  } catch {
    // The stream has no end of its own.
  } finally {
    clearTimeout(until);
  }
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? '') as LiveLine);
}

/** How touches came here, of real ones. */
export function dashboardLive(of: () => { rig: Rig; page: Page }): void {
  test('live: how long a touch waited, was on its way and took to be stored; a wrong clock; what named it', async () => {
    const { rig, page } = of();
    const { url, adminToken } = rig.service;
    const post = async (route: string, body: object, method = 'POST') => {
      const answer = await fetch(`${url}${route}`, {
        method,
        headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(answer.ok, `${route} ${await answer.clone().text()}`).toBe(true);
      return (await answer.json()) as unknown;
    };
    const origins = ['http://localhost:*'];
    const site = (await post('/api/sites', { name: 'On the way', origins })) as SiteSummary;
    await post(
      '/api/registry',
      {
        site: site.id,
        ifVersion: 0,
        registry: {
          touchpoints: [
            { key: 'known.place' },
            { key: 'ruled.place' },
            { key: 'unseen.place', backstage: true },
          ],
          rules: [{ touchpoint: 'ruled.place', when: { event: { is: 'ruled.event' } } }],
        },
      },
      'PUT',
    );
    const tag = `<script src="${url}/t.js" data-site="${site.writeKey}"></script><script>touchtrail.consent('grant');</script>`;
    const body = `<!doctype html><html lang="en"><head><title>Page</title>${tag}</head><body></body></html>`;
    const server = await serveFiles(
      (path) => ({ body: path === '/favicon.ico' ? '' : body }),
      `${url}/v1/events`,
    );
    const visitor = await (await rig.browser.newContext()).newPage();
    try {
      // Within a second of a key that nobody has, as another test sent, services do not look for new ones.
      await wait(1_100);
      await visitor.goto(`${server.origin}/`);
      const send = async (...names: string[]): Promise<number> => {
        const began = Date.now();
        await visitor.evaluate(async (all) => {
          for (const name of all) touchtrail.touch(name);
          await touchtrail.flush();
        }, names);
        return Date.now() - began;
      };
      const took = await send('known.place', 'ruled.event', 'odd.place', 'unseen.place');
      await page.goto(`${url}/live?site=${site.id}`);
      const row = (text: string) => page.locator('.stream tbody tr').filter({ hasText: text });
      await row('known.place').waitFor({ timeout: 20_000 });
      const line = async (name: string) =>
        (await linesOf(rig, site.id)).find((one) => one.name === name || one.touchpoint === name);
      await expect.poll(async () => (await line('odd.place'))?.delivery.isStored).toBe(true);
      const known = await line('known.place');
      const { waited, travelled, stored, clockOff } = known?.delivery ?? {};
      expect(clockOff).toBe(0);
      expect(waited).toBeGreaterThanOrEqual(0);
      expect(travelled).toBeGreaterThanOrEqual(0);
      // Both clocks are this machine's: no more than the test itself saw pass.
      expect((waited ?? Infinity) + (travelled ?? Infinity)).toBeLessThanOrEqual(took + 5);
      expect(stored).toBeGreaterThanOrEqual(0);
      expect(stored).toBeLessThan(20_000);
      const shown = row('known.place');
      await expect
        .poll(async () => await shown.locator('.way').textContent(), { timeout: 10_000 })
        .toMatch(new RegExp(`^${waited}.ms → ${travelled}.ms → \\d`));
      await shown.getByText('by its key').waitFor();
      await row('ruled.place').getByText('by a rule').waitFor();
      await row('unseen.place').getByText('backstage', { exact: true }).waitFor();
      expect(await page.getByText('backstage', { exact: true }).count()).toBe(1);
      expect(await axeFaults(page)).toEqual([]);

      await shiftClock(visitor.context(), -3 * hour);
      await visitor.reload();
      await send('late.clock');
      await row('late.clock').getByText('clock 3 h behind').waitFor({ timeout: 20_000 });
      const late = await line('late.clock');
      expect(late?.delivery.travelled).toBeNull();
      expect(Math.abs((late?.delivery.clockOff ?? 0) - 3 * hour)).toBeLessThan(10_000);
      expect(Math.abs((late?.at ?? 0) - Date.now())).toBeLessThan(60_000);
      await row('odd.place').getByRole('link', { name: 'not mapped' }).press('Enter');
      await page.getByLabel('Map odd.place to', { exact: true }).waitFor();
    } finally {
      await visitor.context().close();
      await server.close();
    }
  });
}
