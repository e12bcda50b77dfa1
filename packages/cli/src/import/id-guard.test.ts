import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  assert,
  asyncProperty,
  nat,
  oneof,
  stringMatching,
  tuple,
  uniqueArray,
  uuid,
} from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryStore, runCli } from '../testing/run-cli.ts';
import { findIdProblems, sampleBytes } from './id-guard.ts';
import { importFile } from './import-file.ts';
import type { ImportOptions } from './import-file.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-guard-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const head = 'timestamp,person_id,anonymous_id,touchpoint,email';
const lines = (rows: readonly (readonly string[])[]): string =>
  [
    head,
    ...rows.map(
      ([user = '', device = '', mail = '']) =>
        `2026-01-01T00:00:00Z,${user},${device},home,${mail}`,
    ),
    '',
  ].join('\n');
const clock = () => Date.UTC(2026, 10, 22);

async function load(text: string, more: Partial<ImportOptions> = {}, name = 'f.csv') {
  const store = memoryStore();
  const input = path.join(directory, name);
  await writeFile(input, text);
  return { summary: await importFile({ input, site: 'shop', clock, store, ...more }), store };
}
const many = (length: number, row: (at: number) => string[]) =>
  lines(Array.from({ length }, (_, at) => row(at)));
const mailOf = (at: number) => `person${at}@shop.example`;

describe('a file whose ids are something else', () => {
  it.each([
    [
      'e-mail addresses as users',
      many(40, (at) => [mailOf(at)]),
      '40 of 40 user ids look like e-mail addresses: p…@shop.example',
    ],
    [
      'dates as devices',
      many(9, (at) => ['', `2026-01-0${at + 1}`]),
      '9 of 9 anonymous ids look like dates: 2026-01-01',
    ],
    [
      'addresses of pages as users',
      many(5, (at) => [`https://shop.example/${at}`]),
      '5 of 5 user ids look like addresses of pages',
    ],
    [
      'ids in the column of e-mail addresses',
      many(8, (at) => [`u${at}`, '', `C-${at}`]),
      '8 of 8 values of email are no e-mail addresses: C-0, C-1, C-2',
    ],
    [
      'users as devices',
      many(60, (at) => [`device${at}`, `user${at % 20}`]),
      '20 of 20 anonymous ids have several user ids',
    ],
  ])('is refused: %s', async (_, text, said) => {
    await expect(load(text)).rejects.toMatchObject({
      code: 'ids_look_wrong',
      message: expect.stringContaining(said),
      hint: expect.stringMatching(/--map person_id=COLUMN.*--force/),
    });
    await expect(load(text, { dryRun: true })).rejects.toMatchObject({ code: 'ids_look_wrong' });
    const forced = await load(text, { force: true });
    expect(forced.summary.imported).toBe(text.split('\n').length - 2);
  });

  it('is refused before anything of it is stored, however long it is, and read with care or not', async () => {
    const text = many(sampleBytes / 40, (at) => [mailOf(at)]);
    expect(text.length).toBeGreaterThan(sampleBytes * 1.2);
    for (const carefully of [true, false]) {
      const store = memoryStore();
      await expect(load(text, { store, carefully, batchRows: 10 })).rejects.toMatchObject({
        code: 'ids_look_wrong',
      });
      expect(store.rows).toEqual([]);
    }
  });

  it('is refused as NDJSON and on the command line, too', async () => {
    const event = { name: 'page.viewed', at: '2026-01-01T00:00:00Z', userId: mailOf(1) };
    const ran = await runCli(['import', '-', '--dry-run'], { stdinText: JSON.stringify(event) });
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('1 of 1 user ids look like e-mail addresses: p…@shop.example');
    const forced = await runCli(['import', '-', '--dry-run', '--force'], {
      stdinText: JSON.stringify(event),
    });
    expect(forced.code).toBe(0);
  });

  it('is no file where addresses are stored as hashes, nor one with a few odd rows', async () => {
    const events = [1, 2, 3].map((at) => ({ userId: mailOf(at) }));
    expect(await findIdProblems(events, 'shop')).toHaveLength(1);
    expect(await findIdProblems(events, 'shop', undefined, new Set(['userId']))).toEqual([]);
    const few = many(20, (at) => [
      at < 9 ? mailOf(at) : `u${at}`,
      `d${at}`,
      at < 9 ? `x${at}` : mailOf(at),
    ]);
    expect((await load(few)).summary.imported).toBe(20);
  });
});

describe('what a site knows', () => {
  interface Known {
    id: string;
    userId: number;
    anonymousId: number;
    accountId: number;
  }
  const row = (id: string, kind: Exclude<keyof Known, 'id'>): Known => ({
    id,
    userId: 0,
    anonymousId: 0,
    accountId: 0,
    [kind]: 1,
  });
  const storeOf = (rows: readonly Known[]) => ({ reader: { query: async () => rows } }) as never;
  const events = Array.from({ length: 20 }, (_, at) => ({
    userId: `a${at}`,
    anonymousId: `b${at}`,
  }));

  it('tells columns that were exchanged', async () => {
    const known = [0, 1, 2, 3].flatMap((at) => [
      row(`a${at}`, 'anonymousId'),
      row(`b${at}`, 'userId'),
    ]);
    expect(await findIdProblems(events, 'shop', storeOf(known))).toEqual([
      {
        what: '4 of 4 user ids that are known are known as anonymous ids',
        samples: ['a0', 'a1', 'a2'],
      },
      {
        what: '4 of 4 anonymous ids that are known are known as user ids',
        samples: ['b0', 'b1', 'b2'],
      },
    ]);
    const accounts = [0, 1, 2].map((at) => row(`a${at}`, 'accountId'));
    expect(await findIdProblems(events, 'shop', storeOf(accounts))).toMatchObject([
      { what: '3 of 3 user ids that are known are known as account ids' },
    ]);
  });

  it('does not refuse what is known as what it is, by chance as another, or not at all', async () => {
    const right = events.flatMap(({ userId, anonymousId }) => [
      { ...row(userId, 'userId'), anonymousId: 1 },
      row(anonymousId, 'anonymousId'),
    ]);
    const chance = [row('a0', 'anonymousId'), row('a1', 'anonymousId')];
    for (const known of [right, chance, []]) {
      expect(await findIdProblems(events, 'shop', storeOf(known))).toEqual([]);
    }
  });

  it('never refuses ids of a usual form, whoever shares which device', async () => {
    const id = oneof(uuid(), nat().map(String), stringMatching(/^[A-Z]{1,3}-[0-9]{1,6}$/));
    const people = uniqueArray(tuple(id, uniqueArray(uuid(), { maxLength: 4 })), {
      selector: ([user]) => user,
      maxLength: 40,
    });
    await assert(
      asyncProperty(people, async (all) => {
        const rows = all.flatMap(([userId, devices]) =>
          devices.map((anonymousId) => ({ userId, anonymousId, props: { email: mailOf(1) } })),
        );
        expect(await findIdProblems(rows, 'shop')).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
