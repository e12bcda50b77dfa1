import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Rig } from '../browser/rig.ts';
import { signIn } from '../browser/sign-in.ts';
import type { Office } from './desk.ts';

/** Nothing runs in the dashboard but the dashboard. */
export function dashboardSecurity(of: () => Office): void {
  describe('the dashboard', () => {
    let rig: Rig;
    let context: BrowserContext;
    let page: Page;
    const violations: string[] = [];

    beforeAll(async () => {
      ({ rig } = of());
      context = await rig.browser.newContext({ viewport: { width: 1280, height: 900 } });
      await context.exposeFunction('violated', (text: string) => void violations.push(text));
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          const { violated } = globalThis as unknown as { violated: (text: string) => void };
          violated(`${event.violatedDirective} ${event.blockedURI}`);
        });
      });
      page = await context.newPage();
      await signIn(page, rig.service);
      // The token must not stay in the address.
      expect(page.url()).not.toContain('token');
      // What a page of its own must not do, every screen's complaints would say.
      expect(violations).toEqual([]);
    });

    afterAll(async () => {
      await context?.close();
    });

    test('runs nothing that stands in the page, comes from elsewhere, or is made of text', async () => {
      const ran = await page.evaluate(async () => {
        const heard: string[] = [];
        const tell = (name: string) => void heard.push(name);
        (globalThis as unknown as Record<string, unknown>)['tell'] = tell;
        const inline = document.createElement('script');
        inline.textContent = 'tell("inline")';
        document.head.append(inline);
        const foreign = document.createElement('script');
        foreign.src = 'data:text/javascript,tell("foreign")';
        document.head.append(foreign);
        const box = document.createElement('div');
        box.innerHTML = '<img src="data:," onerror="tell(\'handler\')">';
        document.body.append(box);
        const frame = document.createElement('iframe');
        frame.src = 'https://elsewhere.invalid/';
        document.body.append(frame);
        await new Promise((resolve) => setTimeout(resolve, 300));
        try {
          // oxlint-disable-next-line no-new-func -- this is what must not work
          new Function('tell("text")')();
        } catch {
          // As it should be.
        }
        return heard;
      });
      expect(ran).toEqual([]);
      await expect.poll(() => violations.join('\n')).toMatch(/script-src/);
      expect(violations.join('\n')).toMatch(/frame-src|default-src/);
    });

    test('keeps its login where no script and no other site can use it', async () => {
      const cookies = await context.cookies();
      expect(cookies).toHaveLength(1);
      expect(cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
      expect(await page.evaluate(() => document.cookie)).toBe('');
      const stored = await page.evaluate(() =>
        JSON.stringify({ ...localStorage, ...sessionStorage }),
      );
      expect(stored).not.toContain(rig.service.adminToken ?? 'no token');
      // The same machine, another site to the browser.
      const other = await context.newPage();
      await other.goto(`${rig.service.url.replace('127.0.0.1', 'localhost')}/`);
      const { host } = new URL(rig.service.url);
      const status = await other.evaluate(async (address) => {
        try {
          const answer = await fetch(`http://${address}/api/sites`, {
            credentials: 'include',
            mode: 'no-cors',
          });
          return answer.type;
        } catch {
          return 'refused';
        }
      }, host);
      // Our policy there lets the page talk to itself only.
      expect(status).toBe('refused');
      await other.close();
    });
  });
}
