/**
 * Takes the screenshots of the documentation from the demo data.
 *
 * Run after a build: node test/dist/screens/shoot.js [folder [screen …]]
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { touchtrail } from '../command-line/run.ts';
import { openRig } from '../e2e/browser/rig.ts';

const [folder = 'docs/img', ...only] = process.argv.slice(2);
const steps = ['product', 'cart', 'checkout.address', 'checkout.payment', 'order.placed'];
const screens: Readonly<Record<string, string>> = {
  overview: '/?site=demo&abandoned=7d',
  findings: '/findings?site=demo&abandoned=7d',
  'journey-map': '/journey-map?site=demo&abandoned=7d',
  flow: '/flow?site=demo&merge=1',
  'process-map': '/flow?site=demo&map=process',
  funnel: `/funnel?site=demo${steps.map((step) => `&step=${step}`).join('')}`,
  'drop-off': '/drop-off?site=demo&abandoned=7d',
  'make-or-break': '/make-or-break?site=demo&abandoned=7d',
  attribution: '/attribution?site=demo&abandoned=7d',
  channels: '/channels?site=demo&abandoned=7d',
  forms: '/forms?site=demo',
  feedback: '/feedback?site=demo',
  people: '/people?site=demo&person=PERSON',
  accounts: '/accounts?site=demo',
  actions: '/actions?site=demo',
  live: '/live?site=demo',
  registry: '/registry?site=demo',
  segments: '/segments?site=demo',
  settings: '/settings?site=demo&area=policy',
};

/** What people would have written: cards on the board, a segment. */
async function furnish(url: string, token: string): Promise<void> {
  const post = async (route: string, body: object) => {
    const answer = await fetch(`${url}${route}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ site: 'demo', ...body }),
    });
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
  };
  await post('/api/segments', {
    key: 'in-cart',
    name: 'Twice in the cart',
    rule: { touched: { touchpoint: 'cart' }, atLeast: 2, within: 2_592_000_000 },
  });
  await post('/api/actions', { title: 'Guest checkout', owner: 'Mia', due: '2026-12-15' });
  await post('/api/actions', {
    title: 'Answer chats within a minute',
    owner: 'Ken',
    state: 'doing',
  });
}

await mkdir(folder, { recursive: true });
const rig = await openRig();
try {
  const demo = await touchtrail(rig.dataDir, 'demo', '--people', '8000');
  console.error(demo.err);
  await furnish(rig.service.url, rig.service.adminToken ?? '');
  const rows = await rig.events<{ user_id: string; type: string }>('user_id, type');
  const buyer = rows.find(({ user_id, type }) => user_id !== '' && type === 'conversion');
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await rig.browser.newPage({
      viewport: { width: 1440, height: 1000 },
      colorScheme,
    });
    await page.goto(`${rig.service.url}/#token=${rig.service.adminToken}`);
    await page.getByRole('navigation').first().waitFor();
    for (const [name, link] of Object.entries(screens)) {
      if (only.length > 0 && !only.includes(name)) continue;
      await page.goto(rig.service.url + link.replace('PERSON', buyer?.user_id ?? ''));
      await page.locator('main h1').waitFor({ state: 'attached' });
      // Everything asked for has come, and what it draws stands.
      await wait(1_500);
      await page.waitForFunction(() => document.querySelector('.skeleton, .stale') === null);
      const file = path.join(folder, `${name}-${colorScheme}.webp`);
      const cdp = await page.context().newCDPSession(page);
      // A quarter of what the same picture weighs as PNG.
      const { data } = await cdp.send('Page.captureScreenshot', { format: 'webp', quality: 60 });
      await writeFile(file, Buffer.from(data, 'base64'));
      console.error(file);
    }
    await page.close();
  }
} finally {
  await rig.close();
}
