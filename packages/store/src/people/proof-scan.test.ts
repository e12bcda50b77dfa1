import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { row } from '../testing/rows.ts';
import { tempDir } from '../testing/temp-dir.ts';
import { cleanFailedFiles, waitUntilDrained } from './local-files.ts';
import { idPattern } from './proof-scan.ts';
import { needles } from './resolve-person.ts';

const found = (id: string, event: object): boolean =>
  needles(id).some((needle) => JSON.stringify(event).includes(needle));
const lines = (...rows: object[]): string =>
  rows.map((each) => `${JSON.stringify(each)}\n`).join('');

test('an id is found where it stands alone, and nowhere else', () => {
  const ids = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme-ascii' });
  fc.assert(
    fc.property(ids, fc.constantFrom('', ' ', '"', '/', '=', '&', '\n'), (id, edge) => {
      const pattern = new RegExp(idPattern(['something else', id]));
      expect(pattern.test(`${edge}${id}${edge}`)).toBe(true);
      expect(pattern.test(`?u=${id}&v=1`)).toBe(true);
      // Part of a longer word it is another id.
      if (/^[0-9A-Za-z]+$/.test(id)) expect(pattern.test(`x${id}`)).toBe(false);
      if (/^[0-9A-Za-z]+$/.test(id)) expect(pattern.test(`${id}-2`)).toBe(false);
    }),
  );
});

test('a short id counts in a refused event only where an id belongs', () => {
  expect(found('7', { userId: '7' })).toBe(true);
  expect(found('7', { props: { size: '7' } })).toBe(false);
  expect(found('customer-7', { props: { of: 'customer-7' } })).toBe(true);
  expect(found('a"b\\c-long-id', { userId: 'a"b\\c-long-id' })).toBe(true);
});

test('files of refused rows lose the lines of a person and keep the rest', async () => {
  const directory = await tempDir();
  const failed = path.join(directory, 'events', 'failed');
  const refused = path.join(directory, 'quarantine', 'failed');
  await mkdir(failed, { recursive: true });
  await mkdir(refused, { recursive: true });
  const others = [
    row(1, { user_id: 'bob-the-builder' }),
    row(2, { site_id: 'other', user_id: 'ada-lovelace' }),
    row(3, { user_id: 'ada-lovelace-2' }),
  ];
  const mixed = path.join(failed, 'mixed.ndjson');
  await writeFile(mixed, lines(...others, row(4, { user_id: 'ada-lovelace' })) + '{"ada-lovelace"');
  await writeFile(path.join(failed, 'alone.ndjson'), lines(row(5, { subject_id: 'ada-lovelace' })));
  await writeFile(path.join(failed, 'alone.ndjson.reason.txt'), 'why');
  const raw = JSON.stringify({ anonymousId: 'ada-lovelace', name: '' });
  await writeFile(path.join(refused, 'q.ndjson'), lines({ site_id: 'shop', raw }));
  expect(await cleanFailedFiles(directory, 'shop', ['ada-lovelace'])).toBe(4);
  expect(await readFile(mixed, 'utf8')).toBe(lines(...others));
  expect(await readdir(failed)).toEqual(['mixed.ndjson']);
  expect(await readdir(refused)).toEqual([]);
  expect(await cleanFailedFiles(directory, 'shop', ['ada-lovelace'])).toBe(0);
  expect(await cleanFailedFiles(path.join(directory, 'none'), 'shop', ['ada-lovelace'])).toBe(0);
});

test('segments from before a moment are waited for, younger ones are not', async () => {
  const directory = await tempDir();
  await mkdir(path.join(directory, 'events'));
  await writeFile(path.join(directory, 'events', '000000000001000-ab-00000001.ndjson'), '');
  expect(await waitUntilDrained(directory, 1_000, 0)).toBe(true);
  expect(await waitUntilDrained(directory, 1_001, 0)).toBe(false);
});
