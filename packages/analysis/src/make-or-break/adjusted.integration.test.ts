import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MakeOrBreakResult } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runReport } from '../run-report.ts';
import { randomFrom } from '../stats/random.ts';
import { samplePerArm } from '../stats/sample-size.ts';
import { begin, day, writeDrafts } from '../testing/drafts.ts';
import type { Draft } from '../testing/drafts.ts';
import { testSite } from '../testing/test-site.ts';
import { bucketOf } from './steps.ts';

let store: Store;
let dataDir: string;
beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-adjusted-')));
  store = await openStore({ dataDir });
  await writeDrafts(store, 'alike', alikeLog);
});
afterAll(async () => {
  await store?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const ask = (more: Record<string, unknown>) =>
  runReport(
    'make-or-break',
    { horizon: '7d', inactivityLimit: '14d', painPoints: false, ...more },
    { reader: store.reader, site: testSite('alike'), clock: () => begin + 100 * day },
  );
const rowOf = (result: MakeOrBreakResult, name: string) =>
  result.rows.find(({ touchpoint }) => touchpoint === name) ?? expect.fail(`no row of ${name}`);

/**
 * Phones convert more often and are shown the chat more often, which does nothing; whoever converted comes back ten
 * days later, on the same device, and others do so after a month.
 */
function* alike() {
  const random = randomFrom(5);
  for (let number = 0; number < 3_000; number++) {
    const device = random() < 0.5 ? 'phone' : 'desktop';
    const campaign = random() < 0.3 ? 'spring' : '';
    let at = begin + random() * 20 * day;
    let [visits, conversions] = [0, 0];
    for (let journey = 0; journey < 2; journey++) {
      const chat = device === 'phone' ? 0.7 : 0.2;
      const some = { blog: 0.4, list: 0.5, chat, price: 0.5, film: 0.4 };
      const met = Object.entries(some).filter(([, often]) => random() < often);
      // Back home between some of them, or a journey of so many steps would have met just as many places.
      const places = met.flatMap(([one]) => (random() < 0.4 ? [one, 'home'] : [one]));
      places.unshift('home');
      const won = random() < (device === 'phone' ? 0.45 : 0.1);
      yield { person: `p${number}`, device, campaign, at, places, won, visits, conversions };
      at += (won ? 10 : 30) * day;
      visits += 1;
      conversions += won ? 1 : 0;
    }
  }
}

const alikeLog = (): Draft[] => [
  ...[...alike()].flatMap(({ person, device, campaign, at, places, won }) =>
    [...places, ...(won ? ['thanks'] : [])].map((place, index) => ({
      person,
      at: at + index * 10 * 60_000,
      place,
      more: {
        device_type: device,
        campaign_name: campaign,
        ...(place === 'thanks' && { type: 'conversion' as const }),
      },
    })),
  ),
  // The data go on, so that all of it was watched.
  { person: 'last', at: begin + 80 * day, place: 'home' },
];

const adjusted = async (adjust: string, more: Record<string, unknown> = {}) =>
  (await ask({ adjust, ...more })).result;

describe('what is adjusted for', () => {
  test('what phones do more often looks like an effect, until the device is held still', async () => {
    const plain = await adjusted('entry_channel');
    expect(rowOf(plain, 'chat').effect?.low).toBeGreaterThan(5);
    const device = await adjusted('device');
    const chat = rowOf(device, 'chat');
    expect(chat.effect?.low).toBeLessThan(0);
    expect(chat.effect?.high).toBeGreaterThan(0);
    expect(chat.verdict).toBe('not_distinguishable');
    // By step and device alone those that met it are further on, which the joint model knows.
    expect(chat.adjusted?.high).toBeLessThan(rowOf(plain, 'chat').adjusted?.low ?? 0);
    expect(chat.crude).toEqual(rowOf(plain, 'chat').crude);
  });

  test('it says what it held still, and what not', async () => {
    const { result, definition, parameters } = await ask({ adjust: ['prior_visits', 'device'] });
    expect(result.adjust).toEqual(['device', 'prior_visits']);
    expect(result.notAdjusted).toEqual(['entry_channel', 'campaign', 'prior_conversions']);
    expect(parameters.adjust).toEqual(result.adjust);
    expect(definition).toContain(
      'all other touchpoints: device, prior visits. Not adjusted for: entry channel, campaign, prior conversions, nor',
    );
    await expect(ask({ adjust: 'shoe_size' })).rejects.toThrow('adjust');
    await expect(ask({ adjust: 'device,campaign,prior_visits,entry_channel' })).rejects.toThrow(
      'at most 3',
    );
  });

  test.each([
    ['none', []],
    ['device,prior_visits,prior_conversions', ['device', 'visits', 'conversions']],
    ['entry_channel,campaign', ['channel', 'campaign']],
  ] as const)('%s: each touch stands in the stratum of its journey', async (adjust, names) => {
    const expected = new Map<string, [met: number, won: number, others: number]>();
    for (const journey of alike()) {
      const { places, won } = journey;
      const own = { ...journey, channel: 'web', campaign: journey.campaign || '(none)' };
      for (const [index] of places.entries()) {
        const step = bucketOf(index + 1);
        const key = [step, ...names.map((name) => own[name])].join(' ');
        const counts = expected.get(key) ?? [0, 0, 0];
        const met = places.slice(0, index + 1).includes('chat');
        counts[met ? 0 : 2]++;
        if (met && won && index === places.length - 1) counts[1]++;
        expected.set(key, counts);
      }
    }
    const result = await adjusted(adjust);
    const found = rowOf(result, 'chat').strata.map(
      ({ step, values, met, notMet }) =>
        [[step, ...values].join(' '), [met.of, met.count, notMet.of]] as const,
    );
    const some = [...expected].filter(([, [met]]) => met > 0);
    expect(new Map(found)).toEqual(new Map(some));
  });

  test('an experiment is sized for what was found, or for what is to be told', async () => {
    const plain = rowOf(await adjusted('none'), 'chat');
    const { without = 0, withIt = 0, perArm = 0, days } = plain.experiment ?? {};
    expect(100 * (withIt - without)).toBeCloseTo(plain.effect?.value ?? 0, 9);
    expect(perArm).toBe(samplePerArm(without, withIt));
    expect(days).toBeGreaterThan(0);
    const one = rowOf(await adjusted('none', { detect: '1' }), 'chat').experiment;
    expect(100 * ((one?.withIt ?? 0) - (one?.without ?? 0))).toBeCloseTo(1, 9);
    expect(one?.perArm).toBeGreaterThan(100 * perArm);
  });
});
