import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Account, Profile } from '@touchtrail/contract';
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

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-cli-who-'));
  store = await openStore({ dataDir: withTables(path.join(directory, 'data')) });
  await run('site', 'add', 'Shop');
  const file = path.join(directory, 'events.csv');
  const lines = [
    'timestamp,person_id,anonymous_id,account_id,type,touchpoint,name,role,city',
    '2026-03-01T10:00:00Z,,phone,,touch,home,seen,,',
    '2026-03-02T10:00:00Z,,laptop,,touch,home,seen,,',
    '2026-03-03T10:00:00Z,,card:77,,touch,store.berlin,bought,,',
    '2026-03-04T10:00:00Z,ada,phone,,identify,,person.identified,,Bonn',
    '2026-03-04T10:01:00Z,ada,laptop,,touch,cart,seen,,',
    '2026-03-04T10:02:00Z,ada,card:77,,touch,store.berlin,bought,,',
    '2026-03-05T10:00:00Z,ada,,acme,account,,account.identified,buyer,',
    '2026-03-06T10:00:00Z,bob,,acme,touch,offer,seen,,',
  ];
  await writeFile(file, lines.join('\n'));
  expect(
    (await run('import', file, '--site', 'shop', '--consent', 'measurement,offline_join')).code,
  ).toBe(0);
});
afterAll(async () => {
  await store?.close();
  await rm(directory, { recursive: true, force: true });
});

const people = async (...more: string[]): Promise<number> => {
  const { out } = await on('report', 'journeys', '--json', ...more);
  return (JSON.parse(out) as { population: { people: number } }).population.people;
};

const figures = (out: string) => (JSON.parse(out) as { result: unknown }).result;

describe('who is who', () => {
  it('two devices and a store card are one; a link taken apart and put back leaves all as it was', async () => {
    expect(await people()).toBe(2);
    const before = (await on('report', 'channels', '--json')).out;
    expect((await on('identity', 'unlink', 'ada', 'anonymous:card:77')).code).toBe(0);
    expect(await people()).toBe(3);
    expect((await on('identity', 'why', 'ada', 'anonymous:card:77')).err).toContain('two people');
    expect((await on('identity', 'relink', 'ada', 'anonymous:card:77')).code).toBe(0);
    expect(await people()).toBe(2);
    expect(figures((await on('report', 'channels', '--json')).out)).toEqual(figures(before));
  });

  it('shows everything known, in words and as JSON, and finds people', async () => {
    const { out } = await on('people', 'show', 'card:77');
    expect(out).toMatch(/anonymous:card:77 → user:ada {2}import/);
    expect(out).toContain('city = Bonn  (import, 2026-03-04)');
    expect(out).toContain('acme  buyer');
    const profile = JSON.parse((await on('people', 'show', 'phone', '--json')).out) as Profile;
    expect(profile).toMatchObject({ person: 'user:ada', state: 'as usual' });
    expect(profile.touches).toHaveLength(7);
    expect((await on('people', 'find', 'laptop')).out).toMatch(/ada +person +anonymous id/);
    expect((await on('people', 'find', 'nobody')).err).toContain('Nobody');
  });
});

const links = () => store.reader.query({ sql: 'SELECT count() AS n FROM id_edges FINAL' });

describe('an import with exchanged columns', () => {
  it('joins nothing, also in a dry run, unless it is forced', async () => {
    const rows = ['phone', 'laptop', 'card:77'].map(
      (device) => `2026-03-07T10:00:00Z,${device},ada,home,touch`,
    );
    const file = path.join(directory, 'exchanged.csv');
    await writeFile(file, ['timestamp,person_id,anonymous_id,touchpoint,type', ...rows].join('\n'));
    const before = await links();
    for (const more of [[], ['--dry-run']]) {
      const refused = await on('import', file, ...more);
      expect(refused).toMatchObject({ code: 1 });
      expect(refused.err).toMatch(
        /3 of 3 user ids that are known are known as anonymous ids: (\w|[:, ])+\n[^]*--force/,
      );
    }
    expect(await links()).toEqual(before);
    expect(await people()).toBe(2);
    expect((await on('import', file, '--dry-run', '--force')).err).toContain('3 valid');
  });
});

describe('accounts', () => {
  it('are listed, shown and added to', async () => {
    expect((await on('account', 'list')).out).toMatch(/acme +2/);
    await on('account', 'member', 'acme', 'bob', '--role', 'sponsor', '--department', 'IT');
    await on('account', 'partner', 'acme', 'agency', '--role', 'integrator');
    const { out } = await on('account', 'show', 'acme');
    expect(out).toContain('buyer: user:ada');
    expect(out).toContain('sponsor: user:bob');
    expect(out).toContain('agency  integrator');
    await on('account', 'member', 'acme', 'bob', '--remove');
    const account = JSON.parse((await on('account', 'show', 'acme', '--json')).out) as Account;
    expect(account.members.find(({ person }) => person === 'user:bob')?.left).toBe(true);
    expect(await on('account', 'show', 'nothing')).toMatchObject({ code: 1 });
    expect(await on('account', 'member', 'acme', 'bob', '--since', 'soon')).toMatchObject({
      code: 2,
    });
  });
});

describe('segments', () => {
  it('are tried, saved, counted, used by a report, written out and removed', async () => {
    const rule = '{"touched":{"touchpoint":"store.berlin"},"atLeast":2}';
    expect((await on('segment', 'test', rule)).out).toBe('1 of 2 people\n');
    const file = path.join(directory, 'regulars.json');
    await writeFile(file, rule);
    expect((await on('segment', 'set', 'regulars', file, '--name', 'Regulars')).err).toContain(
      'version 1',
    );
    expect((await on('segment', 'list')).out).toMatch(/@regulars +1 +Regulars/);
    expect((await on('segment', 'count', '@regulars')).out).toBe('1 of 2 people\n');
    expect((await on('segment', 'members', 'regulars')).out).toBe('{"person":"user:ada"}\n');
    expect((await on('segment', 'members', 'regulars', '--format', 'csv')).out).toBe(
      '"person"\n"user:ada"\n',
    );
    expect(await people('--param', 'segment=@regulars')).toBe(1);
    expect((await on('people', 'show', 'ada')).out).toMatch(/\nsegments\n {2}regulars\n/);
    expect((await on('people', 'show', 'bob')).out).not.toContain('regulars');
    const hooked = await on(
      'segment',
      'set',
      'regulars',
      rule,
      '--webhook',
      'https://example.org/in',
    );
    expect(hooked.out).toMatch(/^secret {2}whs_/);
    expect((await on('segment', 'remove', 'regulars')).code).toBe(0);
    expect(await on('segment', 'count', 'regulars')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no segment @regulars'),
    });
    expect(await on('report', 'journeys', '--param', 'segment=@regulars')).toMatchObject({
      code: 1,
    });
  });

  it('say what is wrong with a rule', async () => {
    expect(await on('segment', 'test', '{"silentFor":"long"}')).toMatchObject({
      code: 2,
      err: expect.stringContaining('The rule cannot be used'),
    });
    expect(await on('segment', 'test', '{')).toMatchObject({ code: 2 });
    expect(await on('segment', 'test', 'no-such-file')).toMatchObject({ code: 1 });
    expect(await on('segment', 'set', 'Bad Key', '{"silentFor":"1d"}')).toMatchObject({ code: 2 });
  });
});
