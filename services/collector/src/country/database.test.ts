import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countryFile } from '../testing/country-file.ts';
import { openCountryDatabase } from './database.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'touchtrail-country-'));
});
afterAll(() => rm(dir, { recursive: true }));

test('tells the country, a part of it where the file knows, and nothing else', async () => {
  const file = path.join(dir, 'country.mmdb');
  await writeFile(
    file,
    countryFile({
      '203.0.113': { country: { iso_code: 'DE' }, city: { name: 'Berlin' } },
      '198.51': { country: { iso_code: 'US' }, subdivisions: [{ iso_code: 'CA' }] },
      '192.0.2': { registered_country: { iso_code: 'FR' } },
      '100': { country: { iso_code: '<b>' } },
    }),
  );
  const country = await openCountryDatabase(file);
  expect(country('203.0.113.7')).toEqual({ country: 'DE' });
  expect(country('198.51.100.7')).toEqual({ country: 'US', part: 'US-CA' });
  expect(country('192.0.2.7')).toEqual({ country: 'FR' });
  expect(['100.1.1.1', '8.8.8.8', '2001:db8::1', 'nonsense'].map(country)).toEqual(
    Array(4).fill(undefined),
  );
});

test('a file that is none is refused when it is opened', async () => {
  const file = path.join(dir, 'text.mmdb');
  await writeFile(file, 'not a database');
  await expect(openCountryDatabase(file)).rejects.toThrow();
  await expect(openCountryDatabase(path.join(dir, 'none'))).rejects.toThrow('ENOENT');
});
