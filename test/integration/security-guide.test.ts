import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { rejectionCodes } from '@touchtrail/contract';
import { startService } from '@touchtrail/standalone';
import type { Service } from '@touchtrail/standalone';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withTables } from '@touchtrail/store/testing';

const run = promisify(execFile);
const page = (name: string) =>
  readFile(path.resolve(import.meta.dirname, `../../docs/${name}`), 'utf8');

let dataDir: string;
let service: Service;
beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-guide-')));
  service = await startService({ dataDir, port: 0 });
});
afterAll(async () => {
  await service?.close();
  await rm(dataDir, { recursive: true, force: true });
});

test('the example of a signed request runs as it stands', async () => {
  const { id, secret } = await service.store.keys.create({
    siteId: service.site.id,
    purposes: ['measurement', 'offline_join', 'identification'],
    basis: 'contract',
  });
  const example = /```js\n([^]*?)```/.exec(await page('security.md'))?.[1] ?? '';
  const file = path.join(dataDir, 'example.mjs');
  await writeFile(file, example);
  const { stdout } = await run(process.execPath, [file], {
    env: {
      ...process.env,
      TOUCHTRAIL_URL: service.url,
      TOUCHTRAIL_SITE: service.site.id,
      TOUCHTRAIL_KEY: id,
      TOUCHTRAIL_SECRET: secret,
    },
  });
  expect(stdout).toBe('202 {"accepted":1,"duplicates":0,"rejected":[]}\n');
});

test('every code of a single event is explained', async () => {
  const explained = [...(await page('errors.md')).matchAll(/^\| `(\w+)`/gm)].map(
    ([, code]) => code,
  );
  expect(explained.toSorted()).toEqual([...rejectionCodes].toSorted());
});
