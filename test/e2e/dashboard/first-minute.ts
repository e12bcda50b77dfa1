import type { SiteSummary } from '@touchtrail/contract';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Rig } from '../browser/rig.ts';
import { touchtrail as runTouchtrail } from '../../command-line/run.ts';
import { serveFiles } from '../builds/serve.ts';
import type { Answer } from '../builds/serve.ts';

declare const touchtrail: {
  consent(decision: 'grant'): void;
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
  /** A site that takes from one origin, a page that sends to it, and what the first minute says of that page. */
  const refusedPage = async (name: string, origins: string[]) => {
    const { rig, page } = of();
    const { url, adminToken } = rig.service;
    const added = await fetch(`${url}/api/sites`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}` },
      body: JSON.stringify({ name, origins }),
    });
    expect(added.status).toBe(201);
    const site = (await added.json()) as SiteSummary;
    let tag = `<script src="${url}/t.js" data-site="${site.writeKey}"></script>`;
    const server = await serveFiles((path) => ({
      body:
        path === '/favicon.ico'
          ? ''
          : `<!doctype html><html lang="en"><head><title>Page</title>${tag}</head><body></body></html>`,
    }));
    await page.goto(`${url}/?site=${site.id}`);
    const waiting = page.getByText('Waiting for the first event…');
    await waiting.waitFor();
    const item = page
      .locator('.check-item')
      .filter({ has: page.getByText('Script tag', { exact: true }) });
    return {
      site,
      server,
      page,
      waiting,
      item,
      putTag: (next: string) => void (tag = next),
      /** What the service answers to what the page of a visitor sends. */
      async sent(): Promise<number> {
        const visitor = await (await rig.browser.newContext()).newPage();
        try {
          await visitor.goto(`${server.origin}/`);
          const [answer] = await Promise.all([
            visitor.waitForResponse(
              (one) => one.url() === `${url}/v1/events` && one.request().method() === 'POST',
            ),
            // The banner of the page is accepted.
            visitor.evaluate(async () => {
              touchtrail.consent('grant');
              touchtrail.touch('page.seen');
              await touchtrail.flush();
            }),
          ]);
          return answer.status();
        } finally {
          await visitor.context().close();
        }
      },
      async look(): Promise<void> {
        await page.getByLabel('Address of a page').fill(`${server.origin}/`);
        await page.getByRole('button', { name: 'Look at the page' }).press('Enter');
        await page.getByText(`Looked at ${server.origin}/ (status 200)`).waitFor();
      },
      line: async (): Promise<string> => (await item.locator('code').textContent()) ?? '',
      /** The first event is here, and nothing is left to do with the tag. */
      async works(): Promise<void> {
        await page.getByText(/^First event at/).waitFor();
        await item.getByText('The tag stands in the page.').waitFor();
        await item.getByRole('img', { name: 'fine' }).waitFor();
      },
      close: () => server.close(),
    };
  };

  test('a page with a wrong write key is refused; the first minute has the tag to put there, and it works', async () => {
    const on = await refusedPage('Wrong key', ['http://localhost:*']);
    try {
      const wrong = on.site.writeKey.replace(/.{4}$/, 'xxxx');
      on.putTag(`<script src="${of().rig.service.url}/t.js" data-site="${wrong}"></script>`);
      expect(await on.sent()).toBe(401);
      await on.look();
      await on.item.getByText(/^The tag has the key of another site/).waitFor();
      await on.item.getByRole('img', { name: 'to do' }).waitFor();
      await on.waiting.waitFor();
      on.putTag(await on.line());
      // Within a second of a key that nobody has, services do not look for new ones.
      await expect.poll(() => on.sent(), { timeout: 10_000 }).toBe(202);
      await on.look();
      await on.works();
    } finally {
      await on.close();
    }
  });

  test('a page of a forbidden origin is refused; the first minute has the command that allows it, and it works', async () => {
    const on = await refusedPage('Forbidden origin', ['https://shop.example']);
    try {
      await expect.poll(() => on.sent(), { timeout: 10_000 }).toBe(403);
      await on.look();
      await on.item.getByText(/^Pages of this origin are refused/).waitFor();
      await on.item.getByRole('img', { name: 'to do' }).waitFor();
      await on.waiting.waitFor();
      const [program, ...words] = (await on.line()).split(' ');
      expect([program, words.at(-1)]).toEqual(['touchtrail', on.server.origin]);
      expect(await runTouchtrail(of().rig.dataDir, ...words)).toMatchObject({ code: 0 });
      // Services look for changed sites every few seconds.
      await expect.poll(() => on.sent(), { timeout: 20_000 }).toBe(202);
      await on.look();
      await on.works();
    } finally {
      await on.close();
    }
  });
}
