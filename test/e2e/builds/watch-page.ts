import type { BrowserContext, Page } from 'playwright-core';

/** What went wrong on a page, from its first moment on. */
export interface Watched {
  page: Page;
  /** Uncaught errors and unhandled rejections. */
  errors: string[];
  /** Warnings and errors on the console, the browser's own about blocked requests among them. */
  messages: string[];
  /** Directives of the content security policy that were violated. */
  violations(): Promise<string[]>;
}

/** Opens a page that is watched. */
export async function watchPage(context: BrowserContext): Promise<Watched> {
  const page = await context.newPage();
  const errors: string[] = [];
  const messages: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) messages.push(message.text());
  });
  await page.addInitScript(() => {
    const found: string[] = [];
    Object.assign(globalThis, { violations: found });
    document.addEventListener('securitypolicyviolation', (event) => {
      found.push(`${event.effectiveDirective} ${event.blockedURI}`);
    });
  });
  return {
    page,
    errors,
    messages,
    violations: () =>
      page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations),
  };
}
