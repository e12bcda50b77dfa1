import type { SiteSummary } from '@touchtrail/contract';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Rig } from '../browser/rig.ts';
import { serveFiles } from '../builds/serve.ts';
import type { Answer } from '../builds/serve.ts';

declare const touchtrail: {
  identify(user: string): void;
  touch(name: string): void;
  flush(): Promise<void>;
};

/** From a site without data to somebody who is known, with each thing in the way that there can be. */
export function dashboardFirstMinute(of: () => { rig: Rig; page: Page }): void {
  test('the first minute: what stands in the way is told with the line to add, and is gone when it is added', async () => {
    const { rig, page } = of();
    const { url, adminToken } = rig.service;
    const added = await fetch(`${url}/api/sites`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}` },
      body: JSON.stringify({ name: 'First minute', origins: ['http://localhost:*'] }),
    });
    expect(added.status).toBe(201);
    const site = (await added.json()) as SiteSummary;
    const tag = `<script src="${url}/t.js" data-site="${site.writeKey}"></script>`;
    const grant = "<script>touchtrail.consent('grant');</script>";
    const html = (head: string, policy?: string): Answer => ({
      body: `<!doctype html><html lang="en"><head><title>Page</title>${head}</head><body></body></html>`,
      ...(policy !== undefined && { headers: { 'content-security-policy': policy } }),
    });
    const inline = `script-src 'unsafe-inline' ${url}`;
    const files: Record<string, Answer> = {
      '/bare': html(''),
      '/blocked': html(tag + grant, "script-src 'self' 'unsafe-inline'"),
      '/silent': html(tag + grant, `${inline}; connect-src 'self'`),
      '/mute': html(tag),
    };
    const server = await serveFiles(
      (path) => (path === '/favicon.ico' ? { body: '' } : files[path]),
      `${url}/v1/events`,
    );
    const visitor = await (await rig.browser.newContext()).newPage();
    try {
      await page.goto(`${url}/?site=${site.id}`);
      const waiting = page.getByText('Waiting for the first event…');
      await waiting.waitFor();
      const check = (title: string) =>
        page.locator('.check-item').filter({ has: page.getByText(title, { exact: true }) });
      const look = async (path: string) => {
        await visitor.goto(server.origin + path);
        await page.getByLabel('Address of a page').fill(server.origin + path);
        await page.getByRole('button', { name: 'Look at the page' }).press('Enter');
        await page.getByText(`Looked at ${server.origin}${path} (status 200)`).waitFor();
      };
      await look('/bare');
      expect(await check('Script tag').locator('code').textContent()).toContain(site.writeKey);
      await look('/blocked');
      const policy = check('Content security policy');
      await policy.getByText('The policy of the page blocks the script. Add:').waitFor();
      await look('/silent');
      await policy.getByText(/lets the script in, but blocks what it sends/).waitFor();
      const line = (await policy.locator('code').textContent()) ?? '';
      await look('/mute');
      await check('Consent')
        .getByText(/^Nothing in the page tells of consent/)
        .waitFor();
      // A browser agrees: nothing came of any of them.
      await waiting.waitFor();
      files['/mended'] = html(
        tag + grant,
        line.replace('script-src', "script-src 'unsafe-inline'"),
      );
      await look('/mended');
      await page.getByText(/^First event at/).waitFor();
      for (const title of ['Events arrive', 'Script tag', 'Content security policy', 'Consent']) {
        await check(title).getByRole('img', { name: 'fine' }).waitFor();
      }
      const who = check('Who it is');
      await who.getByText(/^Everybody is anonymous so far/).waitFor();
      await visitor.evaluate(async () => {
        touchtrail.identify('ada');
        touchtrail.touch('after.login');
        await touchtrail.flush();
      });
      await who.getByText('Somebody was identified.').waitFor();
    } finally {
      await visitor.context().close();
      await server.close();
    }
  });
}
