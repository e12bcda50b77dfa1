import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReport } from '@touchtrail/analysis';
import type { FindingsResult } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testSite } from './oracle/log.ts';
import { habits, habitsLog } from './planted/habits-log.ts';
import { visitsLog } from './planted/visits-log.ts';
import type { Planted } from './planted/visits-log.ts';

/** Logs of nothing in particular; the study takes 40. */
const seeds = Number(process.env['TOUCHTRAIL_FINDINGS_SEEDS'] ?? 2);
const firstSeed = Number(process.env['TOUCHTRAIL_SEED'] ?? 1);
const people = Number(process.env['TOUCHTRAIL_FINDINGS_PEOPLE'] ?? 3_000);
const days = 84;

let store: Store;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'touchtrail-findings-'));
  store = await openStore({ dataDir });
});
afterAll(async () => {
  await store?.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function found(id: string, seed: number, planted: Planted): Promise<FindingsResult> {
  const log = visitsLog(id, seed, planted);
  for (let from = 0; from < log.length; from += 20_000) {
    await store.insertEvents(log.slice(from, from + 20_000));
  }
  const { result } = await runReport(
    'findings',
    { horizon: '5d', inactivityLimit: '20d', top: 100 },
    { reader: store.reader, site: testSite(id), clock: () => 0 },
  );
  return result;
}

test(
  `${seeds} logs in which nothing stands out`,
  { timeout: 60_000 + seeds * 30_000 },
  async () => {
    const alarms: string[] = [];
    for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
      const result = await found(`null-${seed}`, seed, { people, days });
      for (const { key, statement } of result.findings) alarms.push(`${seed} ${key} ${statement}`);
      expect(result.looked.reduce((sum, { judged }) => sum + judged, 0)).toBeGreaterThan(20);
      if (result.total === 0) expect(result.headline).toContain('Nothing stands out');
    }
    if (alarms.length > 0) console.log(alarms.join('\n'));
    // At most one in two logs on average; two more where there are few logs.
    expect(alarms.length).toBeLessThanOrEqual(seeds / 2 + (seeds < 10 ? 2 : 0));
  },
);

test('what was planted is found, once each, with what it costs', { timeout: 90_000 }, async () => {
  const result = await found('planted', 7, {
    people: people * 2,
    days,
    won: { help: 0.9 },
    gone: { cart: 1.5 },
    incident: { place: 'pay', from: 66, to: 80, device: 'mobile' },
  });
  const byKey = new Map(result.findings.map((finding) => [finding.key, finding]));
  expect([...byKey.keys()]).toHaveLength(result.findings.length);
  const help = byKey.get('gain/help');
  expect(help?.kind).toBe('make');
  expect(help?.perMonth.low).toBeGreaterThan(0);
  const cart = byKey.get('loss/cart');
  expect(['break', 'drop_off']).toContain(cart?.kind);
  expect(cart?.perMonth.high).toBeLessThan(0);
  const pay = byKey.get('worse/pay');
  expect(pay).toMatchObject({ kind: 'incident', segment: { field: 'device', value: 'mobile' } });
  expect(pay?.since.from).toBe('span');
  const costs = result.findings.map(({ perMonth: { low, high } }) =>
    low === null || high === null || low * high <= 0 ? 0 : Math.min(Math.abs(low), Math.abs(high)),
  );
  expect(costs).toEqual(costs.toSorted((a, b) => b - a));
  for (const { statement, evidence } of result.findings) {
    expect(statement).not.toMatch(/\bcauses?\b/);
    expect(evidence.href).toContain(`/api/reports/${evidence.report}?site=planted`);
  }
});

test('a worse last week is told by its limits, not by eye', { timeout: 60_000 }, async () => {
  const result = await found('shifted', 3, {
    people: people * 2,
    days,
    shift: { from: days - 8, times: 0.3 },
  });
  expect(result.week?.weeks).toBeGreaterThanOrEqual(8);
  expect(
    result.findings.filter(({ kind }) => kind === 'change' || kind === 'incident'),
  ).not.toEqual([]);
  for (const { kind, limits, estimate } of result.findings) {
    if (kind !== 'change' || !limits) continue;
    const outside =
      (estimate.value ?? 0) < (limits.low ?? 0) || (estimate.value ?? 0) > (limits.high ?? 0);
    expect(outside).toBe(true);
  }
});

test(
  'personas that were planted come back with what sets them apart and a rule',
  { timeout: 90_000 },
  async () => {
    const id = 'personas';
    await store.insertEvents(habitsLog(id, 11, 1_500));
    const { result } = await runReport(
      'personas',
      { inactivityLimit: '20d' },
      { reader: store.reader, site: testSite(id), clock: () => 0 },
    );
    expect(result.why).toBeNull();
    expect(result.personas).toHaveLength(habits.length);
    for (const persona of result.personas) {
      const places = persona.features.filter(({ feature }) => feature === 'touchpoint');
      const own = habits.find(({ places: all }) =>
        (all as readonly string[]).includes(persona.typical[0] ?? ''),
      );
      expect(own?.places).toEqual(expect.arrayContaining([...new Set(persona.typical)]));
      expect(
        places.every(
          ({ used, difference }) => used && (difference.low ?? 0) * (difference.high ?? 0) > 0,
        ),
      ).toBe(true);
      // Not used to put them together, so it says something.
      const entry = persona.features.find(
        ({ feature, value }) => feature === 'entry_channel' && value === own?.channel,
      );
      expect(entry).toMatchObject({ used: false });
      expect(entry?.difference.low).toBeGreaterThan(0.3);
      expect(persona.converted.rate).toBeGreaterThan(0);
      expect(persona.segment?.precision.rate).toBeGreaterThan(0.7);
      expect(persona.segment?.recall.rate).toBeGreaterThan(0.7);
    }
    const all = result.personas.reduce((sum, { journeys }) => sum + journeys.count, 0);
    expect(all + result.unassigned).toBe(result.personas[0]?.journeys.of);
    await store.personas.set(
      id,
      { key: 'kept', name: 'First', description: '', typical: result.personas[0]?.typical ?? [] },
      'ada',
    );
    const again = await runReport(
      'personas',
      { inactivityLimit: '20d' },
      { reader: store.reader, site: testSite(id), clock: () => 0 },
    );
    expect(again.result.personas[0]).toMatchObject({ key: 'kept', name: 'First' });
    const nothing = await runReport(
      'personas',
      { inactivityLimit: '20d' },
      { reader: store.reader, site: testSite(`null-${firstSeed}`), clock: () => 0 },
    );
    expect(nothing.result).toMatchObject({ found: false, personas: [] });
  },
);
