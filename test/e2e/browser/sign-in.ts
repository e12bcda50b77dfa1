import type { Page } from 'playwright-core';
import type { Service } from '@touchtrail/standalone';

/** Signs a page in to the dashboard with the service's admin token, and waits for its frame. */
export async function signIn(page: Page, { url, adminToken }: Service): Promise<void> {
  await page.goto(`${url}/#token=${adminToken}`);
  await page.getByRole('navigation').first().waitFor();
}
