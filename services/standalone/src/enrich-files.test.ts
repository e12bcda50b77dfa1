import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEnrichFiles } from './enrich-files.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-files-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const fileOf = async (text: string) => {
  const file = path.join(directory, 'file');
  await writeFile(file, text);
  return file;
};

test('what is not given is not there', async () => {
  expect(await readEnrichFiles({})).toEqual({ datacentres: undefined, rates: undefined });
});

test('ranges of addresses and rates are read', async () => {
  const datacentreFile = await fileOf('203.0.113.0/24\n');
  const { datacentres } = await readEnrichFiles({ datacentreFile });
  expect(datacentres?.has('203.0.113.1')).toBe(true);
  const ratesFile = await fileOf('date,from,to,rate\n2026-11-20,USD,EUR,0.9\n');
  const { rates } = await readEnrichFiles({ ratesFile });
  expect(rates?.rate('USD', 'EUR', Date.parse('2026-11-20') / 86_400_000)).toBe(0.9);
});

test('a wrong line and a missing file are named with the setting', async () => {
  const file = await fileOf('203.0.113.0/99\n');
  await expect(readEnrichFiles({ datacentreFile: file })).rejects.toMatchObject({
    code: 'invalid_config',
    message: `datacentreFile: ${file}: Line 1 is no range of addresses: "203.0.113.0/99"`,
  });
  await expect(readEnrichFiles({ ratesFile: `${file}.none` })).rejects.toMatchObject({
    code: 'invalid_config',
    message: `ratesFile: ${file}.none cannot be read (ENOENT)`,
  });
});
