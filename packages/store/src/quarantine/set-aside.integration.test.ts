import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../open-store.ts';
import { row } from '../testing/rows.ts';
import type { EventRow, Store } from '../types.ts';
import { withTables } from '../testing/with-tables.ts';

const dataDir = withTables(mkdtempSync(path.join(tmpdir(), 'touchtrail-set-aside-')));
let store: Store;
beforeAll(async () => {
  store = await openStore({ dataDir });
});
afterAll(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true });
});

const directory = path.join(dataDir, 'spool', 'events', 'failed');

/** What the drain leaves when ClickHouse refuses rows. */
function setAside(segment: string, some: readonly object[]): string {
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, `${segment}.ndjson`);
  writeFileSync(file, some.map((one) => `${JSON.stringify(one)}\n`).join(''));
  writeFileSync(`${file}.reason.txt`, 'There is no such column.\n');
  return file;
}

const copies = async (one: EventRow) =>
  (
    await store.reader.query<{ n: number }>({
      sql: 'SELECT toUInt32(count()) AS n FROM events WHERE event_id = {id:UUID}',
      params: { id: one.event_id },
    })
  )[0]?.n;

test('rows that were refused go in once, and the file goes', async () => {
  const [fresh, known] = [row(1), row(2)];
  await store.insertEvents([known]);
  const file = setAside('000001', [fresh, known]);
  expect(await store.setAside.list()).toEqual([
    { name: 'events/000001', table: 'events', rows: 2, reason: 'There is no such column.' },
  ]);
  expect(await store.setAside.resend('events/000001')).toEqual({
    name: 'events/000001',
    stored: 1,
    duplicates: 1,
    refused: undefined,
  });
  expect([await copies(fresh), await copies(known)]).toEqual([1, 1]);
  expect(existsSync(file)).toBe(false);
  expect(await store.setAside.list()).toEqual([]);
});

test('rows that are still wrong stay, with the reason', async () => {
  const file = setAside('000002', [{ ...row(3), ts: 'never' }]);
  const { stored, refused } = await store.setAside.resend('events/000002');
  expect({ stored, refused: typeof refused }).toEqual({ stored: 0, refused: 'string' });
  expect(existsSync(file)).toBe(true);
});

test('what was not set aside cannot be sent', async () => {
  await expect(store.setAside.resend('events/../../x')).rejects.toMatchObject({
    code: 'set_aside_unknown',
  });
});
