import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { AttributionResult } from '@touchtrail/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'touchtrail-attribution-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const file = async (text: string | Uint8Array, name = 'paths.csv'): Promise<string> => {
  const at = path.join(folder, name);
  await writeFile(at, text);
  return at;
};
const ask = async (
  text: string,
  ...options: string[]
): Promise<AttributionResult & { warnings: string[] }> => {
  const ran = await runCli(['attribution', await file(text), '--json', ...options]);
  expect(ran, ran.err).toMatchObject({ code: 0 });
  return JSON.parse(ran.out) as AttributionResult & { warnings: string[] };
};
const shares = (result: AttributionResult, model: string): Record<string, number> =>
  Object.fromEntries(
    result.models
      .find((one) => one.model === model)
      ?.credits.map(({ key, share }) => [key, share.value]) ?? [],
  );

// The example of docs/analysis/attribution.md.
const example = [
  'path;conversions;value;nulls',
  'ads;10;400;190',
  'email;8;320;32',
  'ads > email;22;1100;78',
  'ads > search > email;6;300;14',
  'search;4;200;36',
].join('\n');

test('the worked example of the documentation', async () => {
  const result = await ask(example, '--order', '1', '--replicates', '0');
  expect(result).toMatchObject({
    conversions: 50,
    nulls: 350,
    paths: 5,
    value: { total: 2_320, currency: '' },
  });
  const wanted: Record<string, [number, number, number]> = {
    first: [0.76, 0.16, 0.08],
    last: [0.2, 0.72, 0.08],
    linear: [0.46, 0.42, 0.12],
    'shapley-simplified': [0.46, 0.42, 0.12],
    'leave-one-out': [0.299_257, 0.606_625, 0.094_118],
    markov: [0.442_589, 0.450_939, 0.106_472],
    shapley: [0.448_333, 0.445, 0.106_667],
  };
  for (const [model, [ads, email, search]] of Object.entries(wanted)) {
    const own = shares(result, model);
    expect(
      [own['ads'], own['email'], own['search']].map((v) => Number(v?.toFixed(6))),
      model,
    ).toEqual([ads, email, search]);
  }
});

test('prints models side by side, and rows for tools', async () => {
  const at = await file(example);
  const plain = await runCli(['attribution', at, '--models', 'first,last', '--replicates', '0']);
  expect(
    plain.out
      .split('\n')
      .slice(0, 4)
      .map((line) => line.trimEnd()),
  ).toEqual([
    'Share, %  first  last  Apart by',
    '--------  -----  ----  --------',
    'ads       76.0   20.0  56.0',
    'email     16.0   72.0  56.0',
  ]);
  expect(plain.err).toContain('50 conversions, 350 journeys without, 5 paths, value 2,320');
  const csv = await runCli(['attribution', at, '--models', 'last', '--csv']);
  expect(csv.out.split('\r\n')[0]).toMatch(
    /^model,key,conversions,conversions_low,conversions_high,share_rate/,
  );
  expect(csv.out.split('\r\n')[1]).toMatch(/^last,email,36,2\d,4\d[.\d]*,0.72,/);
  const ndjson = await runCli(['attribution', at, '--models', 'markov', '--ndjson']);
  expect(JSON.parse(ndjson.out.split('\n')[0] ?? '')).toMatchObject({
    model: 'markov',
    touches_zero: false,
  });
  const md = await runCli(['attribution', at, '--models', 'last', '--md']);
  expect(md.out.split('\n')[0]).toBe('| Share, % | last | Apart by |');
  expect((await runCli(['attribution', at, '--csv', '--md'])).code).toBe(2);
});

test('intervals come from resampled journeys and are the same each time', async () => {
  const once = await ask(example);
  expect(once).toEqual(await ask(example));
  expect(once.intervals).toEqual({ replicates: 200, by: 'journey' });
  for (const { model, credits } of once.models) {
    for (const { key, share, conversions } of credits) {
      expect(share.low, `${model}, ${key}`).toBeLessThanOrEqual(share.value + 1e-12);
      expect(share.high, `${model}, ${key}`).toBeGreaterThanOrEqual(share.value - 1e-12);
      expect(conversions.high, `${model}, ${key}`).toBeGreaterThan(conversions.low ?? Infinity);
    }
  }
  // Ten conversions of fifty on ads: 4.5 to 17 by the Poisson distribution.
  const last = once.models
    .find(({ model }) => model === 'last')
    ?.credits.find(({ key }) => key === 'ads');
  expect(last?.conversions.low).toBeGreaterThanOrEqual(3);
  expect(last?.conversions.high).toBeLessThanOrEqual(18);
});

test('other names of columns, a packed file and standard input', async () => {
  const text = 'Path,Total_Conversions,Total_Conversion_Value,Total_Null\na > b,1,5,2\n';
  const packed = await file(gzipSync(text), 'paths.csv.gz');
  const a = await runCli(['attribution', packed, '--json']);
  const b = await runCli(['attribution', '-', '--json'], { stdinText: text });
  expect(a.code).toBe(0);
  expect(a.out).toBe(b.out);
});

describe('what is hard', () => {
  test('one channel only gets everything, and that is said', async () => {
    const result = await ask('path,conversions,nulls\na > a,3,2\na,1,9\n');
    for (const { model, status, credits } of result.models) {
      expect(status, model).toBe('ok');
      expect(
        credits.map(({ share }) => share.value),
        model,
      ).toEqual([1]);
    }
    expect(result.warnings.join()).toContain('one channel only');
  });

  test('without lost journeys there is an answer, and what it cannot say is said', async () => {
    const result = await ask('path,conversions\na > b,3\nb,1\n');
    expect(result.markov?.conversionRate).toBeCloseTo(1, 12);
    expect(result.warnings.join()).toContain('No journey was lost');
  });

  test('without conversions nothing is shared out', async () => {
    const result = await ask('path,conversions,nulls\na > b,0,3\n');
    expect(result.models.map(({ status }) => status)).toEqual(
      result.models.map(() => 'insufficient'),
    );
    expect(result.models.flatMap(({ credits }) => credits)).toEqual([]);
  });

  test('zero value is value', async () => {
    const result = await ask('path,conversions,value,nulls\na,3,0,2\n');
    expect(result.value).toEqual({ currency: '', total: 0 });
    expect(result.models[0]?.credits[0]?.value?.value).toBe(0);
  });

  test('negative value and mixed currencies: counts are shared out, value is refused with the count', async () => {
    const negative = await ask('path,conversions,value,nulls\na,3,-5,2\nb,4,10,1\n');
    expect(negative.value).toBeNull();
    expect(negative.valueRefused?.why).toContain('3 conversions have a value below 0');
    expect(negative.models[0]?.credits[0]).toMatchObject({
      key: 'b',
      value: null,
      conversions: { value: 4 },
    });
    const mixed = await ask('path,conversions,value,nulls,currency\na,3,5,2,EUR\nb,4,10,1,USD\n');
    expect(mixed.valueRefused?.found).toEqual([
      { currency: 'USD', conversions: 4 },
      { currency: 'EUR', conversions: 3 },
    ]);
  });

  test('ten thousand channels: the rare ones are one', async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => `c${at} > c${(at * 7) % 10_000},1,3`);
    const result = await ask(
      ['path,conversions,nulls', ...rows].join('\n'),
      '--replicates',
      '0',
      '--channels',
      '20',
    );
    expect(result.models[0]?.credits).toHaveLength(21);
    expect(result.warnings.join()).toContain('Of 10000 channels the 20 most frequent');
    for (const { model, credits } of result.models) {
      expect(
        credits.reduce((sum, { share }) => sum + share.value, 0),
        model,
      ).toBeCloseTo(1, 9);
    }
  });

  test('paths of one and of ten thousand steps', async () => {
    const long = Array.from({ length: 10_000 }, (_, at) => 'abc'[(at * at + at) % 3]).join('>');
    const result = await ask(`path,conversions,nulls\n${long},1,1\na,2,3\n`, '--replicates', '40');
    for (const { model, credits } of result.models) {
      expect(
        credits.reduce((sum, { share }) => sum + share.value, 0),
        model,
      ).toBeCloseTo(1, 9);
    }
  });

  test.each([
    ['path,nulls\na,1\n', 'no column conversions'],
    ['', 'no header line'],
    ['path,conversions\na,x\n', 'line 2: conversions is no number: "x"'],
    ['path,conversions\na > > b,1\n', 'line 2: a channel of the path is empty'],
    ['path,conversions\na,-1\n', 'line 2: conversions is below 0'],
    ['path,conversions,value\na,0,7\n', 'line 2: there is value without a conversion'],
  ])('%j is refused: %s', async (text, why) => {
    const ran = await runCli(['attribution', await file(text)]);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain(why);
  });

  test('a model that needs times, or shares, says so', async () => {
    const result = await ask(example, '--models', 'time-decay,custom,last');
    expect(result.models.map(({ model, status }) => [model, status])).toEqual([
      ['last', 'ok'],
      ['time-decay', 'refused'],
      ['custom', 'refused'],
    ]);
    const wrong = await runCli(['attribution', await file(example), '--models', 'lsat']);
    expect(wrong).toMatchObject({ code: 2 });
    const shape = await runCli(['attribution', await file(example), '--weights', 'first:x']);
    expect(shape.err).toContain('first:40,lead:0,last:40,middle:20');
  });
});

test('shares by position of one’s own', async () => {
  const custom = await ask(
    example,
    '--models',
    'custom',
    '--weights',
    'first:1,last:3',
    '--replicates',
    '0',
  );
  expect(shares(custom, 'custom')['ads']).toBeCloseTo((10 + 28 / 4) / 50, 12);
});
