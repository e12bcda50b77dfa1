import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ReportTypes } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from './testing/run-cli.ts';

let directory: string;
let store: Store;
const run = (argv: readonly string[], stdinText = '') =>
  runCli(argv, { env: { TOUCHTRAIL_DATA_DIR: path.join(directory, 'data') }, stdinText });
const on = (command: string, ...argv: string[]) =>
  run(['touchpoints', command, ...argv, '--site', 'shop']);

const start = Date.UTC(2026, 2, 1, 10);
const span = ['--from', '2026-03-01', '--to', '2026-03-02'];

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-cli-touchpoints-'));
  store = await openStore({ dataDir: withTables(path.join(directory, 'data')) });
  await run(['site', 'add', 'Shop']);
  const pages = ['/', '/p/1', '/p/2', '/cart', '/users/7'];
  const file = path.join(directory, 'events.csv');
  await writeFile(
    file,
    [
      'timestamp,person_id,name,channel,url',
      ...pages.map((page, n) =>
        [
          new Date(start + n * 60_000).toISOString(),
          'ada',
          'page.viewed',
          'web',
          `https://s.example${page}`,
        ].join(','),
      ),
      `${new Date(start + 3_600_000).toISOString()},ada,call.held,phone,`,
    ].join('\n'),
  );
  expect((await run(['import', file, '--site', 'shop'])).code).toBe(0);
});
afterAll(async () => {
  await store?.close();
  await rm(directory, { recursive: true, force: true });
});

const yaml = `
phases: [look, buy]
touchpoints:
  - key: home
    name: { en: Home, de: Startseite }
    phase: look
  - key: product
    phase: look
    owner: Mia
  - key: checkout
    phase: buy
  - key: newsletter
rules:
  - touchpoint: home
    when: { path: / }
  - touchpoint: product
    when: { path: /p/* }
  - touchpoint: checkout
    when: { path: { matches: ^/(cart|pay) } }
`;
const write = async (text: string): Promise<string> => {
  const file = path.join(directory, 'touchpoints.yaml');
  await writeFile(file, text);
  return file;
};

it('tries, applies, lists and takes back a registry that is kept in a file', async () => {
  const file = await write(yaml);
  const tried = await on('test', file, ...span);
  expect(tried).toMatchObject({ code: 0 });
  expect(tried.out).toMatch(/16 +2 +product +2 +0 +https:\/\/s\.example\/p\/[12]/);
  expect(tried.err).toContain('Of 6 events of 1 day 4 would be at registered touchpoints, 2 not');
  expect(tried.err).toContain('1: /cart → checkout');

  const dry = await on('apply', file, '--dry-run');
  expect(dry.out).toContain('+ touchpoint home\n');
  expect(dry.out).toContain('+ rule 1: {"path":"/"} is home');
  expect(dry.err).toContain('nothing was saved');
  expect((await on('history')).out).not.toContain('command line');

  const applied = await on('apply', file, '--note', 'begin');
  expect(applied).toMatchObject({
    code: 0,
    err: expect.stringContaining('Version 1 is in force.'),
  });
  const again = await on('apply', file);
  expect(again).toMatchObject({ code: 0, out: '', err: expect.stringContaining('says the same') });

  const report = await run([
    'report',
    'paths',
    '--site',
    'shop',
    '--param',
    'unit=person',
    '--json',
  ]);
  expect(
    (JSON.parse(report.out) as { result: { variants: { path: string[] }[] } }).result.variants[0]
      ?.path,
  ).toEqual(['home', 'product', 'product', 'checkout', '/users/7', 'call.held']);

  const listed = await on('list', '--language', 'de', ...span);
  expect(listed.out).toMatch(/home +Startseite +look +1 +1 +2026-03-01/);
  const unmapped = await on('unmapped', ...span);
  expect(unmapped.out).toContain('/users/*');
  expect(unmapped.out).toMatch(/call\.held +\{"event":\{"is":"call\.held"\}\}/);
  const silent = await on('silent', ...span);
  expect(silent.out).toMatch(/newsletter +never/);
  expect(silent.err).toContain('1 of 4 touchpoints are silent');

  // What is exported is what was applied.
  const exported = await on('export');
  const back = await run(['touchpoints', 'apply', '-', '--site', 'shop'], exported.out);
  expect(back.err).toContain('Nothing to do: version 1 says the same.');

  const second = await write(yaml.replace('owner: Mia', 'owner: Ken'));
  expect(await on('apply', second, '--if-version', '7')).toMatchObject({
    code: 1,
    err: expect.stringContaining('Version 1 by command line is in force, not 7'),
  });
  expect((await on('apply', second)).out).toBe('~ touchpoint product: owner "Mia" → "Ken"\n');
  expect((await on('diff', '1')).out).toBe('~ touchpoint product: owner "Mia" → "Ken"\n');
  expect((await on('rollback', '1')).err).toContain('Version 3 is in force; it says what 1 said.');
  expect((await on('history')).out).toMatch(/3 +\S+ +command line +1 +Back to version 1/);
  const audit = await run(['audit', '--site', 'shop', '--json']);
  expect(audit.out.match(/registry\.saved/g)).toHaveLength(3);
});

it('refuses what is wrong with the line where it stands', async () => {
  const unreachable = await write(
    yaml.replace('rules:', 'rules:\n  - touchpoint: home\n    when: { path: /** }'),
  );
  const tried = await on('test', unreachable);
  expect(tried.code).toBe(1);
  expect(tried.err).toContain('error: line 16: rule 2 (home) can never be reached: rule 1 (home)');
  expect(await on('apply', unreachable)).toMatchObject({
    code: 1,
    err: expect.stringContaining('line 16: rule 2 (home) can never be reached'),
  });
  const pattern = await write(yaml.replace('^/(cart|pay)', '^/(cart|pay'));
  expect(await on('apply', pattern)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/line 19: .*is no regular expression of RE2: missing/),
  });
  const everything = await write(
    'touchpoints: [{ key: all }]\nrules:\n  - touchpoint: all\n    when: { event: "*" }\n',
  );
  expect(await on('apply', everything)).toMatchObject({
    code: 1,
    err: expect.stringContaining('line 3: Every event would be all'),
  });
  expect((await on('apply', everything, '--force')).err).toContain('is in force');
  expect(await on('apply', path.join(directory, 'nowhere.yaml'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no file'),
  });
  expect(await on('export', '--version', '99')).toMatchObject({
    code: 1,
    err: expect.stringContaining('has no version 99'),
  });
});

it('takes a topic of comments over into the vocabulary', async () => {
  expect((await run(['site', 'add', 'Voices'])).code).toBe(0);
  const said = ['The parcel came late', 'Late parcel again, courier never rang', 'Parcel late'];
  const other = ['My card was declined', 'Payment declined, card refused', 'Card declined'];
  const rows = Array.from({ length: 120 }, (_, n) =>
    [
      new Date(start + n * 3_600_000).toISOString(),
      `p${n}`,
      'feedback',
      'feedback.given',
      'survey',
      n % 2 === 0 ? 2 : 8,
      'scale10',
      `"${(n % 2 === 0 ? said : other)[n % 3] ?? ''}"`,
    ].join(','),
  );
  const file = path.join(directory, 'voices.csv');
  const head = 'timestamp,person_id,type,name,touchpoint,rating,rating_scale,comment';
  await writeFile(file, [head, ...rows].join('\n'));
  expect((await run(['import', file, '--site', 'voices'])).code).toBe(0);
  const range = ['--site', 'voices', '--from', '2026-03-01', '--to', '2026-03-20'];
  const report = await run(['report', 'topics', ...range, '--json']);
  expect(report).toMatchObject({ code: 0 });
  const { result } = JSON.parse(report.out) as ReportTypes['topics'];
  const late = result.rows.find(({ words }) =>
    words.map((w) => w.toLowerCase()).includes('parcel'),
  );
  expect(late?.share).toMatchObject({ of: 120 });

  const missed = await run(['touchpoints', 'topic', 'found.nothing', ...range]);
  expect(missed.code).not.toBe(0);
  expect(missed.err).toContain('No topic found.nothing');
  const as = ['--as', 'delivery.late', '--name', 'Late delivery'];
  const taken = await run(['touchpoints', 'topic', late?.topic ?? '', ...as, ...range]);
  expect(taken).toMatchObject({ code: 0 });
  expect(taken.out).toContain('delivery.late');
  const again = await run(['report', 'topics', ...range, '--csv']);
  expect(again.out).toMatch(/^delivery\.late,Late delivery,vocabulary,delivery,\d+,120/m);
  const exported = await run(['touchpoints', 'export', '--site', 'voices']);
  expect(exported.out).toContain('Late delivery');
});
