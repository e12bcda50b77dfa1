/**
 * Takes the screenshots of the documentation from the demo data.
 *
 * Run after a build: node test/dist/screens/shoot.js [folder]
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { touchtrail } from '../command-line/run.ts';
import { openRig } from '../e2e/browser/rig.ts';

const folder = process.argv[2] ?? 'docs/img';
const steps = ['product', 'cart', 'checkout.address', 'checkout.payment', 'order.placed'];
const screens: Readonly<Record<string, string>> = {
  overview: '/?site=demo&abandoned=7d',
  flow: '/flow?site=demo&merge=1',
  funnel: `/funnel?site=demo${steps.map((step) => `&step=${step}`).join('')}`,
  'drop-off': '/drop-off?site=demo&abandoned=7d',
  'journey-map': '/journey-map?site=demo&abandoned=7d',
  'process-map': '/flow?site=demo&map=process',
  'make-or-break': '/make-or-break?site=demo&abandoned=7d',
  attribution: '/attribution?site=demo&abandoned=7d',
};

await mkdir(folder, { recursive: true });
const rig = await openRig();
try {
  const demo = await touchtrail(rig.dataDir, 'demo', '--people', '8000');
  console.error(demo.err);
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await rig.browser.newPage({
      viewport: { width: 1440, height: 1000 },
      colorScheme,
    });
    await page.goto(`${rig.service.url}/#token=${rig.service.adminToken}`);
    await page.getByRole('navigation').first().waitFor();
    for (const [name, link] of Object.entries(screens)) {
      await page.goto(`${rig.service.url}${link}`);
      await page.locator('.population').first().waitFor();
      await page.waitForFunction(() => document.querySelector('.skeleton, .stale') === null);
      const file = path.join(folder, `${name}-${colorScheme}.webp`);
      const cdp = await page.context().newCDPSession(page);
      // A quarter of what the same picture weighs as PNG.
      const { data } = await cdp.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
      await writeFile(file, Buffer.from(data, 'base64'));
      console.error(file);
    }
    await page.close();
  }
} finally {
  await rig.close();
}
