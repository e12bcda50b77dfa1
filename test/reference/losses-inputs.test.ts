import { renderCsv, renderMarkdown, toTable } from '@touchtrail/analysis';
import { expect, test } from 'vitest';
import { load, report } from './oracle/harness.ts';
import { day, hour } from './oracle/log.ts';
import type { LogTouch } from './oracle/log.ts';

const begin = Date.UTC(2026, 2, 1);
const touch = (id: number, place: string, ts: number, more: Partial<LogTouch> = {}): LogTouch => ({
  id,
  ts,
  place,
  seq: 0,
  type: 'touch',
  channel: 'web',
  medium: '',
  device: 'd1',
  user: '',
  account: '',
  value: 0,
  ...more,
});
const asked = {
  funnel: { steps: 'home,cart', window: '4d', breakdown: 'channel', exclude: 'help' },
  'drop-off': { incidents: 'channel,device' },
  're-entry': {},
  forms: {},
  'time-to-convert': { since: 'home', ends: 'help' },
} as const;
type Name = keyof typeof asked;
const names = Object.keys(asked) as Name[];

/** Every number of an answer is one, and what is unknown is null. */
async function answers(site: string, more: Record<string, unknown> = {}) {
  const told: Record<string, { result: unknown; warnings: string[] }> = {};
  for (const name of names) {
    const answer = await report(name, site, { ...asked[name], ...more });
    const walk = (value: unknown): void => {
      if (typeof value === 'number') expect(Number.isFinite(value), name).toBe(true);
      else if (value !== null && typeof value === 'object') Object.values(value).forEach(walk);
    };
    walk(answer.result);
    expect(`${renderCsv(toTable(answer))}${renderMarkdown(toTable(answer))}`).not.toMatch(
      /NaN|Infinity|undefined/,
    );
    told[name] = answer;
  }
  return told as Record<Name, { result: unknown; warnings: string[] }>;
}

test('nothing, one touch, and a range without touches are told in words', async () => {
  for (const told of [
    await answers(await load([])),
    await answers(await load([touch(1, 'home', begin)]), {
      from: begin + day,
      to: begin + 2 * day,
    }),
  ]) {
    for (const name of names) expect(told[name].warnings.join(' '), name).toContain('no touches');
  }
  const one = await answers(await load([touch(1, 'home', begin)]));
  for (const name of names) expect(one[name].warnings.length, name).toBeGreaterThan(0);
  expect(one['drop-off'].result).toMatchObject({ overall: { rate: null }, incidents: [] });
  expect(one['time-to-convert'].result).toMatchObject({ median: { value: null }, open: 1 });
});

test('touchpoints that are not there, a window longer than the data, a goal nobody reached', async () => {
  const site = await load([touch(1, 'home', begin), touch(2, 'cart', begin + hour)]);
  const told = await answers(site, { goal: 'thanks' });
  expect(told.funnel.warnings.join(' ')).toContain('window is longer than the data');
  expect(told.funnel.warnings.join(' ')).toContain('"help"');
  const missing = await report('time-to-convert', site, { since: 'hom' });
  expect(missing.warnings.join(' ')).toContain('nearest: home');
  expect(missing.warnings.join(' ')).toContain('No journey touched what starts the clock');
  expect(missing.result).toMatchObject({ journeys: 0, without: 1, median: { value: null } });
  const nobody = await report('funnel', site, { steps: 'thanks,cart' });
  expect(nobody.warnings.join(' ')).toContain('Nobody entered this funnel');
  expect(nobody.result.conversion.rate).toBeNull();
});

test('a journey of a hundred thousand touches, thousands of them at one instant', async () => {
  const places = ['home', 'cart', 'pay', 'help'];
  const log = Array.from({ length: 100_000 }, (_, index) =>
    touch(
      index + 1,
      places[(index * 7 + (index >> 5)) % 4] ?? '',
      begin + Math.floor(index / 2_000) * hour,
      {
        channel: index % 3 === 0 ? 'email' : 'web',
      },
    ),
  );
  const site = await load(log);
  const told = await answers(site);
  expect(told['re-entry'].result).toMatchObject({ pauses: 0 });
  for (const mode of ['strict', 'unordered']) {
    const { result } = await report('funnel', site, {
      steps: 'home,cart,pay',
      window: 'none',
      mode,
    });
    expect(result.steps[0]?.reached).toBe(1);
  }
}, 240_000);
