import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './testing/run-cli.ts';

let directory: string;
let store: Store;
const run = (...argv: string[]) =>
  runCli(argv, { env: { TOUCHTRAIL_DATA_DIR: path.join(directory, 'data') } });
const on = (...argv: string[]) => run(...argv, '--site', 'shop');

const file = () => path.join(directory, 'events.csv');
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-cli-people-'));
  store = await openStore({ dataDir: withTables(path.join(directory, 'data')) });
  await run('site', 'add', 'Shop');
  const rows = ['ada', 'bob-the-builder'].flatMap((person) =>
    ['phone', 'laptop'].map(
      (device, i) => `2026-03-01T10:0${i}:00Z,${person},${person}-${device},home`,
    ),
  );
  await writeFile(file(), ['timestamp,person_id,anonymous_id,touchpoint', ...rows].join('\n'));
  await run('import', file(), '--site', 'shop');
});
afterAll(async () => {
  await store?.close();
  await rm(directory, { recursive: true, force: true });
});

const people = async (): Promise<string> => {
  const { out } = await on('report', 'journeys', '--json');
  return String((JSON.parse(out) as { population: { people: number } }).population.people);
};

describe('people', () => {
  it('shows who is meant, and says when there is nobody', async () => {
    const shown = await on('people', 'show', 'ada-phone');
    expect(shown.out).toMatch(/ada +user\nada-laptop +device\nada-phone +device/);
    expect(await on('people', 'show', 'nobody')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Nothing is stored under nobody on shop'),
    });
  });

  it('exports to a file that only its owner reads', async () => {
    const out = path.join(directory, 'ada.ndjson');
    expect((await on('people', 'export', 'ada', '--out', out)).code).toBe(0);
    const lines = (await readFile(out, 'utf8')).trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'end', counts: { events: 2 } });
    expect((await stat(out)).mode & 0o077).toBe(0);
    expect((await on('people', 'export', 'ada')).out.trim().split('\n').length).toBeGreaterThan(4);
    const nobody = path.join(directory, 'nobody.ndjson');
    expect((await on('people', 'export', 'nobody', '--out', nobody)).code).toBe(1);
    await expect(stat(nobody)).rejects.toThrow('ENOENT');
  });

  it('pauses and ends the pause; an import of the paused is refused and told', async () => {
    expect(await people()).toBe('2');
    await on('people', 'restrict', 'ada');
    expect(await people()).toBe('1');
    const again = await run('import', file(), '--site', 'shop', '--json');
    expect(again.code).toBe(3);
    expect(JSON.parse(again.out)).toMatchObject({ imported: 0, alreadyThere: 2, rejected: 2 });
    expect(await readFile(`${file()}.rejected.ndjson`, 'utf8')).not.toMatch(/\bada\b/);
    await on('people', 'unrestrict', 'ada-laptop');
    expect(await people()).toBe('2');
    expect((await on('people', 'unrestrict', 'ada')).err).toContain('no restriction');
  });

  it('corrects attributes', async () => {
    const set = ['--set', 'city=Bonn', '--set', 'seats=4', '--set', 'vip=true', '--set', 'fax='];
    expect((await on('people', 'rectify', 'ada', ...set)).code).toBe(0);
    const [row] = await store.reader.query({
      sql: `SELECT props FROM events WHERE source = 'rectification'`,
    });
    expect(row).toEqual({ props: '{"city":"Bonn","seats":4,"vip":true,"fax":null}' });
    expect((await on('people', 'rectify', 'ada')).code).toBe(2);
    expect((await on('people', 'rectify', 'ada', '--set', 'city')).code).toBe(2);
  });

  it('deletes only when told to, and says what it did', async () => {
    const asked = await on('people', 'erase', 'ada');
    expect(asked).toMatchObject({ code: 1, err: expect.stringContaining('add --yes') });
    expect(await people()).toBe('2');
    const done = await on('people', 'erase', 'ada', '--yes');
    expect(done).toMatchObject({
      code: 0,
      err: expect.stringContaining('Hidden from every report'),
    });
    expect(done.out).toMatch(/events {2}3 rows deleted/);
    expect(done.out).toMatch(/proof .* the ids are in none/);
    expect(await people()).toBe('1');
    const again = await run('import', file(), '--site', 'shop', '--json');
    expect(JSON.parse(again.out)).toMatchObject({
      imported: 0,
      reasons: [{ reason: expect.stringContaining('erased'), count: 2 }],
    });
    const requests = JSON.parse((await on('people', 'requests', '--json')).out) as {
      kind: string;
    }[];
    expect(requests.map(({ kind }) => kind)).toEqual([
      'erase',
      'rectify',
      'unrestrict',
      'restrict',
      'export',
      'export',
    ]);
  }, 150_000);
});

describe('tokens and the record', () => {
  it('makes, lists and revokes tokens of a role', async () => {
    const made = await run('token', 'create', '--role', 'viewer', '--site', 'shop', '--json');
    const { token, id } = JSON.parse(made.out) as { token: string; id: string };
    expect(await store.tokens.identify(token)).toMatchObject({
      id,
      role: 'viewer',
      sites: ['shop'],
    });
    expect((await run('token', 'list')).out).toMatch(/viewer .* shop/);
    await run('token', 'revoke', id);
    expect(await store.tokens.identify(token)).toBeUndefined();
    expect((await run('token', 'revoke', id)).code).toBe(1);
    expect(await run('token', 'create', '--role', 'admn')).toMatchObject({
      code: 2,
      err: expect.stringContaining('admin'),
    });
  });

  it('tells who did what, without naming people', async () => {
    const { out } = await run('audit', '--json');
    const actions = (JSON.parse(out) as { action: string }[]).map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining([
        'token.revoked',
        'token.created',
        'person.erased',
        'person.exported',
      ]),
    );
    // A word of its own: ids made by chance hold these letters, too.
    expect(out).not.toMatch(/\bada\b/);
    const of = JSON.parse((await on('audit', '--person', 'ada', '--json')).out) as unknown[];
    expect(of.length).toBeGreaterThan(3);
    expect((await run('audit', '--person', 'ada')).code).toBe(2);
  });
});
