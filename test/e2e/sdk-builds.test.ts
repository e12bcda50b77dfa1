import { existsSync, readFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './browser/console-api.ts';
import { stored } from './browser/launch.ts';
import { openRig } from './browser/rig.ts';
import type { Rig } from './browser/rig.ts';
import { installPacked } from './builds/packed.ts';
import type { Installed } from './builds/packed.ts';
import { serveFiles } from './builds/serve.ts';
import type { FileServer } from './builds/serve.ts';
import { watchPage } from './builds/watch-page.ts';
import { bodyText } from './browser/request-body.ts';

/** Typed into every field; must be found nowhere. */
const canary = 'quokka';

interface Row {
  id: string;
  parent: string | null;
  type: string;
  name: string;
  touchpoint: string;
  props: string;
}

let installed: Installed;

beforeAll(async () => {
  installed = await installPacked();
});

afterAll(async () => {
  await installed?.remove();
});

describe('the packed tarball', () => {
  test('brings the code and the scripts, and no tests', async () => {
    const files = await readdir(installed.package, { recursive: true });
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/index.js',
        'dist/index.d.ts',
        'dist/t.js',
        'dist/manifest.json',
      ]),
    );
    expect(files.filter((file) => /\.test\.|testing/.test(file))).toEqual([]);
  });

  test('every entry it offers is there', async () => {
    const list = await offered();
    expect(list.length).toBeGreaterThan(3);
    const missing = list.flatMap(({ files }) => files).filter((file) => !isThere(file));
    expect(missing).toEqual([]);
  });

  test('the types of the app hold, and every declaration of every entry resolves', async () => {
    const names = await entries();
    expect(names).toContain('@touchtrail/sdk');
    const code = names.map((name, n) => `export type * as e${n} from '${name}';`).join('\n');
    expect(await installed.types({ 'all.ts': code })).toEqual({ ok: true, output: '' });
  });

  test('wrong events and options do not compile', async () => {
    // A line that compiles in spite of its mark is an error too.
    const code = `import { touchtrail } from './touchtrail.ts';
      import { createTouchtrail } from '@touchtrail/sdk';

      touchtrail.touch('chair.configured', { props: { chair: 'sola', wood: 'oak' } });
      // @ts-expect-error a typo in the name
      touchtrail.touch('chair.configuredd');
      // @ts-expect-error a prop that is not in the map
      touchtrail.touch('chair.configured', { props: { chair: 'sola', wood: 'oak', size: 1 } });
      // @ts-expect-error a prop is missing
      touchtrail.touch('chair.configured', { props: { chair: 'sola' } });
      // @ts-expect-error a prop of another type
      touchtrail.touch('chair.configured', { props: { chair: 'sola', wood: 7 } });
      // @ts-expect-error no such channel
      touchtrail.touch('chair.configured', { channel: 'fax' });
      // @ts-expect-error no such purpose
      touchtrail.consent({ everything: true });
      // @ts-expect-error the write key is missing
      createTouchtrail({ endpoint: '/v1/events' });
      // @ts-expect-error no such signal
      touchtrail.on('sentt', () => {});
      touchtrail.on('sent', ({ ids }) => void ids.map((id) => id.length));
      // @ts-expect-error a value is no answer to await
      touchtrail.flush().length;
      // Without a map every name goes.
      createTouchtrail({ site: 'wk_x' }).touch('anything.else', { props: { a: 1, b: null } });
    `;
    expect(await installed.types({ 'wrong.ts': code })).toEqual({ ok: true, output: '' });
  });
});

interface Manifest {
  /** `null` takes what a pattern would offer back. */
  exports: Record<string, string | { types: string; default: string } | null>;
}

const isThere = (file: string) => existsSync(path.join(installed.package, file));

const parts = (pattern: string) => pattern.split('*') as [string, string?];

/** What the package offers: the name to import, the files it stands for. */
async function offered(): Promise<{ name: string; files: string[]; module: boolean }[]> {
  const text = await readFile(path.join(installed.package, 'package.json'), 'utf8');
  const all = await readdir(installed.package, { recursive: true });
  const { exports } = JSON.parse(text) as Manifest;
  const withheld = Object.keys(exports).filter((entry) => exports[entry] === null);
  const isWithheld = (entry: string) =>
    withheld.some((pattern) => {
      const [before, after = ''] = parts(pattern);
      return entry.startsWith(before) && entry.endsWith(after);
    });
  return Object.entries(exports).flatMap(([entry, target]) => {
    if (target === null) return [];
    const module = typeof target !== 'string';
    const files = module ? [target.types, target.default] : [target];
    const [before, after] = parts(files.at(-1)!.slice(2));
    // A pattern stands for every file that fits.
    const fits =
      after === undefined
        ? ['']
        : all
            .filter((file) => file.startsWith(before) && file.endsWith(after))
            .map((file) => file.slice(before.length, -after.length))
            .filter((fit) => fit && !fit.includes('/'));
    return fits
      .map((fit) => ({
        name: entry.replace('*', fit),
        files: files.map((file) => file.replace('*', fit)),
        module,
      }))
      .filter(({ name }) => !isWithheld(name))
      .map((offer) => ({ ...offer, name: `@touchtrail/sdk${offer.name.slice(1)}` }));
  });
}

/** Modules to import; scripts for a tag are none of them. */
const entries = async (): Promise<string[]> =>
  (await offered()).filter(({ module }) => module).map(({ name }) => name);

// The modules run in a realm whose global object notes each name that is asked of it.
const inWatchedRealm = (names: readonly string[]) => `
  import { readFileSync } from 'node:fs';
  import vm from 'node:vm';
  import { fileURLToPath } from 'node:url';
  const read = new Set();
  const written = new Set();
  const language = vm.runInNewContext('Object.getOwnPropertyNames(globalThis)');
  const known = Object.fromEntries(language.map((name) => [name, globalThis[name]]));
  const global = new Proxy(known, {
    has: (target, name) => (read.add(name), Reflect.has(target, name)),
    get: (target, name) => (read.add(name), Reflect.get(target, name)),
    set: (target, name, value) => (written.add(name), Reflect.set(target, name, value)),
    defineProperty: (target, name, it) => (written.add(name), Reflect.defineProperty(target, name, it)),
  });
  const context = vm.createContext(global);
  known.globalThis = global;
  written.clear();
  const modules = new Map();
  const load = (identifier) => {
    const code = readFileSync(fileURLToPath(identifier), 'utf8');
    if (!modules.has(identifier)) {
      modules.set(identifier, new vm.SourceTextModule(code, { context, identifier }));
    }
    return modules.get(identifier);
  };
  const link = (specifier, { identifier }) =>
    load(specifier.startsWith('.') ? new URL(specifier, identifier).href : import.meta.resolve(specifier));
  const run = async (module) => {
    await module.link(link);
    await module.evaluate();
  };
  const source = ${JSON.stringify(names)}.map((name) => 'import ' + JSON.stringify(name)).join(';');
  await run(new vm.SourceTextModule(source, { context }));
  const report = () => {
    const [asked, changed] = [read, written].map((names) =>
      [...names].filter((name) => typeof name === 'string'));
    const browser = asked.filter((name) => !language.includes(name));
    return JSON.stringify({ browser, written: changed });
  };
  console.log(report());
  // What the watch itself would see: a module that does read and write.
  await run(new vm.SourceTextModule('globalThis.mark = typeof navigator', { context }));
  console.log(report());
`;

const useEverything = (names: readonly string[]) => `
  const before = Object.getOwnPropertyNames(globalThis).join();
  for (const entry of ${JSON.stringify(names)}) await import(entry);
  const { createTouchtrail } = await import('@touchtrail/sdk');
  const touchtrail = createTouchtrail({ site: 'wk_server', consent: 'granted' });
  touchtrail.consent('grant');
  touchtrail.touch('on.server');
  touchtrail.conversion('on.server', { value: 1, currency: 'EUR' });
  touchtrail.identify('u');
  touchtrail.account('a');
  touchtrail.feedback({ rating: 1 });
  touchtrail.experience({ errors: 1 });
  touchtrail.reset();
  touchtrail.on('sent', () => {})();
  await touchtrail.flush();
  if (Object.getOwnPropertyNames(globalThis).join() !== before) throw new Error('globals changed');
  console.log('used');
`;

describe('on a server', () => {
  test('importing any entry reads no global that only a browser has, and writes none', async () => {
    const names = await entries();
    const { output } = await installed.node(inWatchedRealm(names), [
      '--experimental-vm-modules',
      '--no-warnings',
    ]);
    expect(output.trim().split('\n')).toEqual([
      '{"browser":[],"written":[]}',
      '{"browser":["navigator"],"written":["mark"]}',
    ]);
  });

  test.each([
    ['plain Node', []],
    ['frozen intrinsics', ['--frozen-intrinsics', '--no-warnings']],
  ])('%s: every method does nothing, and the process ends', async (_, flags) => {
    const ran = await installed.node(useEverything(await entries()), flags);
    expect(ran).toEqual({ ok: true, output: 'used\n' });
  });

  test('a worker without a document: every method does nothing, and the process ends', async () => {
    const ran = await installed.node(`
      import { isMainThread, Worker } from 'node:worker_threads';
      if (isMainThread) new Worker(new URL(import.meta.url));
      else {${useEverything(await entries())}}
    `);
    expect(ran).toEqual({ ok: true, output: 'used\n' });
  });
});

describe('the example app on the packed SDK', () => {
  let rig: Rig;
  let server: FileServer;

  beforeAll(async () => {
    rig = await openRig();
    const endpoint = `${rig.service.url}/v1/events`;
    const dist = await installed.build({
      VITE_TOUCHTRAIL_SITE: rig.service.site.writeKey,
      VITE_TOUCHTRAIL_ENDPOINT: endpoint,
    });
    const policy = `default-src 'self'; img-src data:; connect-src ${rig.service.url}; require-trusted-types-for 'script'; trusted-types 'none'`;
    server = await serveFiles((name) => {
      // Every address of the app is the app.
      const file = path.join(dist, name.startsWith('/assets/') ? name : 'index.html');
      return { body: readFileSync(file), headers: { 'content-security-policy': policy } };
    });
  });

  afterAll(async () => {
    await server?.close();
    await rig?.close();
  });

  test('routes, touches, the booking are stored as they were; nothing before consent', async () => {
    const context = await rig.browser.newContext();
    const watched = await watchPage(context);
    const { page } = watched;
    const bodies: string[] = [];
    context.on('request', (request) => {
      if (request.url().startsWith(rig.service.url)) bodies.push(bodyText(request));
    });
    const at = async (address: string) => {
      await page.waitForURL(`${server.origin}${address}`);
      // Nobody acts in the moment a route appears: let the page's own timers go first, in their order.
      await page.evaluate(
        () =>
          new Promise((resolve) => {
            setTimeout(resolve, 50);
          }),
      );
    };

    await page.goto(server.origin);
    await page.click('text=Sola');
    await at('/chairs/sola');
    await page.click('.brand');
    await page.waitForTimeout(1_500);
    expect(await stored(context)).toEqual({ cookies: [], local: [], session: [], databases: [] });
    expect(bodies).toEqual([]);

    await page.check('#measurement');
    await page.waitForTimeout(700);
    await page.click('text=Sola');
    await at('/chairs/sola');
    await page.selectOption('#wood', 'walnut');
    await page.click('text=Sit in it first');
    await at('/fitting');
    await page.fill('[name=name]', canary);
    await page.fill('[name=email]', `${canary}@example.org`);
    // Away with the form half filled, back, and through with it.
    await page.click('.brand');
    await at('/');
    await page.click('text=Book a fitting');
    await page.fill('[name=name]', canary);
    await page.fill('[name=email]', `${canary}@example.org`);
    await page.fill('[name=day]', '2030-01-02');
    await page.click('[type=submit]');
    await at('/fitting/booked');
    await page.goto('about:blank');

    const rows = await eventually(
      () =>
        rig.events<Row>(
          'toString(event_id) AS id, toString(parent_id) AS parent, type, name, touchpoint, props',
        ),
      (list) => list.some((row) => row.touchpoint === 'fitting.booked'),
    );
    const touches = rows.filter((row) => row.type !== 'interaction');
    expect(touches.map((row) => `${row.name} ${row.touchpoint}`)).toEqual([
      'page.viewed home',
      'page.viewed chair',
      'chair.configured chair.wood',
      'touch.clicked chair.fitting',
      'page.viewed fitting',
      'page.viewed home',
      'page.viewed fitting',
      'fitting.booked fitting',
      'page.viewed fitting.booked',
    ]);
    // What happened within a touch is seen too: the form left half filled, and the one sent.
    const forms = rows.filter((row) => /^form\.(started|abandoned|submitted)$/.test(row.name));
    expect(forms.map((row) => `${row.type} ${row.name} ${row.touchpoint}`)).toEqual([
      'interaction form.started fitting',
      'interaction form.abandoned fitting',
      'interaction form.started fitting',
      'interaction form.submitted fitting',
    ]);
    expect(JSON.parse(forms[1]!.props)).toMatchObject({ form: 'fitting', field: 'email' });
    const views = touches.filter(
      (row) => row.touchpoint === 'fitting' && row.name === 'page.viewed',
    );
    expect(forms.map((row) => row.parent)).toEqual(views.flatMap(({ id }) => [id, id]));
    expect(bodies.join('')).not.toContain(canary);
    expect(await watched.violations()).toEqual([]);
    expect(watched.errors).toEqual([]);
    expect(watched.messages).toEqual([]);
    await context.close();
  });
});
