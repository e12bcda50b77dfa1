import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';

export interface DemoShopOptions {
  shopDir: string | undefined;
  /** Folders of the libraries that its pages load from `vendor/`. */
  vendorDirs: readonly string[];
  /** Write key of the site that the shop records into. */
  writeKey: () => string;
}

const base = '/demo/shop';
const placeholder = '%TOUCHTRAIL_WRITE_KEY%';

// Only what the pages need: a page that works here works under a strict policy elsewhere.
const policy = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

const pagePath = /^(?:[\w-]+\/)*(?:[\w-]+\.html)?$/;

async function page(shopDir: string, name: string): Promise<string | undefined> {
  if (!pagePath.test(name)) return undefined;
  try {
    return await readFile(
      path.join(shopDir, name === '' || name.endsWith('/') ? `${name}index.html` : name),
      'utf8',
    );
  } catch {
    return undefined;
  }
}

/** The example shop under `/demo/shop/`, with the site's write key filled into its pages. */
export function demoShop({ shopDir, vendorDirs, writeKey }: DemoShopOptions): Hono {
  const app = new Hono();
  app.use('*', async (c, next) => {
    await next();
    const { headers } = c.res;
    headers.set('x-content-type-options', 'nosniff');
    headers.set('content-security-policy', policy);
    headers.set('cache-control', 'no-cache');
    const type = headers.get('content-type');
    // Scripts with text outside ASCII break without it.
    if (
      type &&
      /^(text\/|application\/(javascript|json))/.test(type) &&
      !type.includes('charset')
    ) {
      headers.set('content-type', `${type}; charset=utf-8`);
    }
  });
  app.get('/demo', (c) => c.redirect(`${base}/`));
  app.get('/demo/', (c) => c.redirect(`${base}/`));
  app.get(base, (c) => c.redirect(`${base}/`));
  for (const root of vendorDirs) {
    app.get(
      `${base}/vendor/*`,
      serveStatic({
        root,
        rewriteRequestPath: (name) => name.slice(`${base}/vendor`.length),
      }),
    );
  }
  if (shopDir !== undefined && existsSync(shopDir)) {
    app.get(`${base}/*`, async (c, next) => {
      const html = await page(shopDir, c.req.path.slice(base.length + 1));
      return html === undefined ? next() : c.html(html.replaceAll(placeholder, writeKey()));
    });
    app.get(
      `${base}/*`,
      serveStatic({ root: shopDir, rewriteRequestPath: (name) => name.slice(base.length) }),
    );
  }
  app.notFound((c) => c.text('There is no such page in the demo shop. Start at /demo/shop/.', 404));
  return app;
}
