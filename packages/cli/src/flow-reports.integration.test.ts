import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { renderCsv, renderMarkdown, renderNdjson, toTable } from '@touchtrail/analysis';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from './testing/run-cli.ts';

let directory: string;
let store: Store;
const run = (...argv: string[]) =>
  runCli(argv, { env: { TOUCHTRAIL_DATA_DIR: path.join(directory, 'data') } });

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-cli-flows-'));
  store = await openStore({ dataDir: withTables(path.join(directory, 'data')) });
  await run('site', 'add', 'Shop');
  const rows = Array.from({ length: 60 }, (_, i) => {
    const place = ['home', 'cart', 'home', 'pay', 'order'][i % 5];
    const at = new Date(Date.UTC(2026, 2, 1 + Math.floor(i / 5), i % 5)).toISOString();
    return `${at},p${Math.floor(i / 5)},${i % 10 < 5 ? 'email' : 'web'},${place},${i % 5 === 4 ? 1 : 0}`;
  });
  const file = path.join(directory, 'events.csv');
  const header = 'timestamp,person_id,channel,touchpoint,is_conversion';
  await writeFile(file, `${[header, ...rows].join('\n')}\n`);
  expect((await run('import', file, '--site', 'shop')).code).toBe(0);
});
afterAll(async () => {
  await store?.close();
  await rm(directory, { recursive: true, force: true });
});

it.each([
  ['variants'],
  ['transitions', '--param', 'eventually=true', '--top', '3'],
  ['step-matrix', '--param', 'at=cart'],
  ['paths', '--param', 'endAt=pay'],
  ['trends', '--of', 'transitions', '--param', 'by=week', '--unit', 'person'],
  ['trends', '--of', 'funnel', '--steps', 'home,cart', '--param', 'by=week'],
  [
    'compare',
    '--of',
    'drop-off',
    '--top',
    '9',
    '--param',
    'compareSegment=[{"field":"channel","value":"email"}]',
  ],
  ['compare', '--from', '2026-03-06', '--param', 'compareTo=2026-03-06'],
])('report %s: JSON, CSV, NDJSON and Markdown tell the same', async (...argv) => {
  const of = async (shape?: string) => {
    const { code, out, err } = await run(
      'report',
      ...argv,
      '--site',
      'shop',
      ...(shape ? [shape] : []),
    );
    expect(code, err).toBe(0);
    return out;
  };
  const table = toTable(JSON.parse(await of('--json')) as Parameters<typeof toTable>[0]);
  expect(table.rows.length).toBeGreaterThan(0);
  expect(await of('--csv')).toBe(renderCsv(table));
  expect(await of('--ndjson')).toBe(renderNdjson(table));
  expect(await of('--md')).toBe(renderMarkdown(table));
  expect((await of()).split('\n').length).toBeGreaterThan(table.rows.length);
});

it('takes parameters of the report it is made of, and no others', async () => {
  const wrong = await run(
    'report',
    'trends',
    '--site',
    'shop',
    '--of',
    'journeys',
    '--steps',
    'a,b',
  );
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('has no --steps') });
  const unknown = await run('report', 'compare', '--site', 'shop', '--of', 'jurneys');
  expect(unknown).toMatchObject({
    code: 2,
    err: expect.stringContaining('Did you mean journeys?'),
  });
  const alone = await run('report', 'compare', '--site', 'shop');
  expect(alone.code).not.toBe(0);
  expect(alone.err).toContain('compareSegment');
});

const on = (...argv: string[]) => run(...argv, '--site', 'shop');

it('keeps what is done because of findings, and measures it', async () => {
  const wrong = await on('action', 'add', 'Shorter form', '--state', 'don');
  expect(wrong).toMatchObject({ code: 2 });
  expect(wrong.err).toContain('States: idea, doing, shipped, measured.');
  const target = ['--metric', 'loss', '--touchpoint', 'cart', '--days', '7', '--expected', '0.1'];
  const because = ['--finding', 'loss/cart', '--owner', 'ada'];
  const made = await on('action', 'add', 'Shorter form', ...because, ...target);
  expect(made, made.err).toMatchObject({ code: 0 });
  const id = made.out.trim();
  expect((await on('action', 'list')).out).toMatch(/idea +Shorter form +ada .*loss\/cart/);
  const early = await on('action', 'measure', id);
  expect(early).toMatchObject({ code: 1 });
  expect(early.err).toContain('shipped is not known');
  const moved = await on('action', 'set', id.slice(0, 8), '--state', 'shipped');
  expect(moved.err).toContain('Shorter form: shipped, version 2.');
  await on('action', 'set', id, '--shipped', '2026-03-08');
  const [action] = JSON.parse((await on('action', 'list', '--json')).out) as object[];
  expect(action).toMatchObject({
    state: 'shipped',
    owner: 'ada',
    shipped: '2026-03-08',
    target: { metric: 'loss', touchpoint: 'cart', days: 7, expected: 0.1 },
    version: 3,
  });
  const measured = await on('action', 'measure', id);
  expect(measured.out).toMatch(/before +2026-03-01 +2026-03-08 +7 +7 +100.0 %/);
  expect(measured.out).toMatch(/after +2026-03-09 +2026-03-16 +4 +4 /);
  expect(measured.err).toContain('are not over yet');
  expect((await on('action', 'list', '--state', 'idea', '--json')).out.trim()).toBe('[]');
  await on('action', 'remove', id);
  const gone = await on('action', 'measure', id);
  expect(gone.err).toContain(`There is no action ${id}.`);
});
