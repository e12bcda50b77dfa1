/**
 * Takes the screenshots of the documentation from the demo data.
 *
 * Run after a build: node test/dist/screens/shoot.js [folder]
 *
 * @module
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { touchtrail } from '../command-line/run.ts';
import { openRig } from '../e2e/browser/rig.ts';

const folder = process.argv[2] ?? 'docs/img';
const steps = ['product', 'cart', 'checkout.address', 'checkout.payment', 'order.placed'];
const screens: Readonly<Record<string, string>> = {
  overview: '/?site=demo',
  flow: '/flow?site=demo',
  funnel: `/funnel?site=demo${steps.map((step) => `&step=${step}`).join('')}`,
  'drop-off': '/drop-off?site=demo',
};

await mkdir(folder, { recursive: true });
const rig = await openRig();
try {
  const demo = await touchtrail(rig.dataDir, 'demo', '--people', '8000');
  console.error(demo.err);
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await rig.browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
    await page.goto(`${rig.service.url}/#token=${rig.service.adminToken}`);
    await page.getByRole('navigation').first().waitFor();
    for (const [name, link] of Object.entries(screens)) {
      await page.goto(`${rig.service.url}${link}`);
      await page.locator('.population').first().waitFor();
      await page.waitForLoadState('load').catch(() => undefined);
      // Live streams keep the network busy; the charts are there by now.
      await page.waitForTimeout(800);
      const file = path.join(folder, `${name}-${colorScheme}.png`);
      await page.screenshot({ path: file, fullPage: true });
      console.error(file);
    }
    await page.close();
  }
} finally {
  await rig.close();
}
