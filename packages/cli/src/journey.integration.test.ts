import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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

interface Journeys {
  population: { journeys: number; touches: number; excluded: { why: string; count: number }[] };
  result: { goals: { goal: string; converted: { count: number } }[] };
  versions: { registry: number; journey: { name: string; version: number } | null };
}
const journeys = async (...more: string[]): Promise<Journeys> => {
  const { out, err, code } = await on('report', 'journeys', '--json', ...more);
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Journeys;
};

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-cli-journey-'));
  // Commands use the engine that runs on the directory.
  store = await openStore({ dataDir: withTables(path.join(directory, 'data')) });
  await run('site', 'add', 'Shop');
  const rows = [
    // Blog and home come before the ad: they are no part of the journey.
    ['ada', ['blog', 'home', 'ad', 'cart', 'order']],
    ['bob', ['ad', 'home', 'call']],
    // Never saw the ad.
    ['eva', ['home', 'cart', 'order']],
  ] as const;
  await writeFile(
    path.join(directory, 'events.csv'),
    [
      'timestamp,person_id,touchpoint',
      ...rows.flatMap(([person, places]) =>
        places.map((place, at) => `2026-03-01T10:0${at}:00Z,${person},${place}`),
      ),
    ].join('\n'),
  );
  expect((await run('import', path.join(directory, 'events.csv'), '--site', 'shop')).code).toBe(0);
});
afterAll(async () => {
  await store?.close();
  await rm(directory, { recursive: true, force: true });
});

describe('a journey with a name', () => {
  it('is what reports count, by goal, from its start, and they say so', async () => {
    const goals = ['--goal', 'order=order', '--goal', 'phone=call,visit'];
    const set = await on('journey', 'set', 'purchase', ...goals, '--start=ad', '--inactivity=60d');
    expect(set.err).toContain('purchase is saved as version 1.');
    const report = await journeys('--journey', 'purchase');
    expect(report.versions).toMatchObject({
      registry: 0,
      journey: { name: 'purchase', version: 1 },
    });
    expect(report.population).toMatchObject({ journeys: 2, touches: 6 });
    expect(report.population.excluded).toContainEqual({
      why: 'touches before the start of a journey',
      count: 5,
    });
    expect(report.result.goals.map(({ goal, converted }) => [goal, converted.count])).toEqual([
      ['order', 1],
      ['phone', 1],
    ]);
    // What is given beside it wins.
    const own = await journeys('--journey', 'purchase', '--goal', 'cart', '--param', 'start=home');
    expect(own.population.journeys).toBe(3);
  });

  it('keeps its versions, and can be removed', async () => {
    await on('journey', 'set', 'purchase', '--goal', 'order=order');
    expect((await on('journey', 'list')).out).toMatch(/purchase +2 +person +order +any touch/);
    expect((await journeys('--journey', 'purchase')).population.journeys).toBe(3);
    expect((await journeys('--journey', 'purchase@1')).population.journeys).toBe(2);
    expect((await on('journey', 'show', 'purchase', '--version', '1', '--json')).out).toContain(
      '"version":1',
    );
    await on('journey', 'remove', 'purchase');
    const gone = await on('report', 'journeys', '--journey', 'purchase');
    expect(gone).toMatchObject({
      code: 1,
      err: expect.stringContaining('The site has no journey "purchase"'),
    });
    expect((await on('journey', 'remove', 'purchase')).code).toBe(1);
    const wrong = await on('journey', 'set', 'Not a name');
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('lower-case letters') });
  });

  it('is made again from the events', async () => {
    const { out } = await on('journey', 'rebuild', '--json');
    expect(JSON.parse(out)).toEqual({
      person: { touches: 11, subjects: 3 },
      account: { touches: 0, subjects: 0 },
    });
    expect((await journeys()).population.journeys).toBe(3);
  });
});
