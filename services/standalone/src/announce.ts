import type { Service } from './start-service.ts';

export interface Announcement {
  service: Service;
  dataDir: string;
  elapsedMs: number;
}

const rotate = 'touchtrail key rotate --admin';

/** The address to click: on the first start it carries the token, in a part browsers never send. */
const dashboardUrl = ({ url, adminToken }: Service): string =>
  adminToken === undefined ? `${url}/` : `${url}/#token=${adminToken}`;

/** What a person reads when the service is ready. */
export function readyText({ service, dataDir, elapsedMs }: Announcement): string {
  const { url, site, adminToken, clickhouseUrl, store } = service;
  const { host } = new URL(clickhouseUrl);
  const rows: [string, string][] = [
    ['Dashboard', dashboardUrl(service)],
    ['Demo shop', `${url}/demo/shop/`],
    ['Site', `${site.id}, write key ${site.writeKey}`],
    [
      'Admin token',
      adminToken === undefined
        ? `as the first start printed it; a new one: ${rotate}`
        : `${adminToken} (shown this once; a new one: ${rotate})`,
    ],
    [
      'ClickHouse',
      store.engine === 'embedded' ? `http://${host}, embedded, data in ${dataDir}` : host,
    ],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(13)}${value}`);
  const missing = service.missing.map((what) => `  Not built: ${what}. Run: npm run build`);
  return [
    '',
    `Touchtrail is ready after ${(elapsedMs / 1_000).toFixed(1)} s.`,
    '',
    ...lines,
    ...missing,
    '',
    'Paste into a page of yours:',
    '',
    `  <script async src="${url}/t.js" data-site="${site.writeKey}"></script>`,
    '',
    'Ctrl-C stops it.',
    '',
  ].join('\n');
}

/** The same for a program: one JSON object on one line. `adminToken` is null but on the first start. */
export function readyJson({ service, elapsedMs }: Announcement): string {
  const { url, clickhouseUrl, site, adminToken } = service;
  return JSON.stringify({
    event: 'ready',
    url,
    clickhouseUrl,
    site: site.id,
    writeKey: site.writeKey,
    adminToken: adminToken ?? null,
    elapsedMs,
  });
}
