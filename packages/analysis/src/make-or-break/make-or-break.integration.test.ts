import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MakeOrBreakResult } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { EventRow, Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runReport } from '../run-report.ts';
import { randomFrom } from '../stats/random.ts';
import { begin, day, hour, writeDrafts } from '../testing/drafts.ts';
import type { Draft } from '../testing/drafts.ts';
import { testSite } from '../testing/test-site.ts';

let store: Store;
let dataDir: string;
beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-make-or-break-')));
  store = await openStore({ dataDir });
  await writeDrafts(store, 'shop', shopLog);
});
afterAll(async () => {
  await store?.close();
  await rm(dataDir, { recursive: true, force: true });
});

/**
 * Two of five journeys ask for help, which wins on phones and does nothing else; half of those that come to pay meet an
 * error there, which loses. Who calls rates the call badly, at no cost.
 */
function shopLog(): Draft[] {
  const random = randomFrom(11);
  const drafts: Draft[] = [];
  for (let number = 0; number < 5_000; number++) {
    const person = `p${number}`;
    const device = random() < 0.5 ? 'phone' : 'desktop';
    let at = begin + random() * 60 * day;
    const add = (place: string, more: Partial<EventRow> = {}) => {
      drafts.push({ person, at, place, more: { device_type: device, ...more } });
      at += (1 + random()) * hour;
    };
    add('home');
    if (random() < 0.5) add('list');
    let chance = 0.15;
    for (const place of ['help', 'pay', 'call']) {
      if (random() > 0.4) continue;
      const failed = place === 'pay' && random() < 0.5;
      const channel = place === 'help' ? 'chat' : place === 'call' ? 'phone' : 'web';
      add(place, { channel, ...(failed && { errors: 2 }) });
      if (place === 'help' && device === 'phone') chance += 0.3;
      if (failed) chance -= 0.13;
      if (place === 'call' && random() < 0.3) {
        add('call', {
          channel: 'phone',
          type: 'feedback',
          rating: Math.floor(random() * 4),
          rating_scale: 'nps',
        });
      }
      if (place === 'help' && random() < 0.3) {
        add('help', {
          channel: 'chat',
          type: 'feedback',
          rating: 7 + Math.floor(random() * 3),
          rating_scale: 'nps',
        });
      }
    }
    add('end');
    if (random() < chance) add('thanks', { type: 'conversion' });
  }
  return drafts;
}

const ask = (site: string, more: Record<string, unknown> = {}) =>
  runReport(
    'make-or-break',
    { horizon: '7d', inactivityLimit: '14d', ...more },
    { reader: store.reader, site: testSite(site), clock: () => begin + 100 * day },
  );
const rowOf = (result: MakeOrBreakResult, name: string) => {
  const found = result.rows.find(({ touchpoint }) => touchpoint === name);
  if (!found) throw new Error(`no row of ${name}`);
  return found;
};
const partOf = ({ split }: MakeOrBreakResult, name: string, value: string) =>
  split?.rows
    .find(({ touchpoint }) => touchpoint === name)
    ?.values.find((part) => part.value === value);

const credits = async (by: string) => {
  const { result } = await runReport(
    'attribution',
    { by, models: 'last,incremental', replicates: 0, inactivityLimit: '7d' },
    { reader: store.reader, site: testSite('shop'), clock: () => 0 },
  );
  expect(result.disagreement.distances).toEqual([]);
  return new Map(result.models[1]?.credits.map((credit) => [credit.key, credit]));
};

describe('a shop', () => {
  test('what is rated badly is a pain point, whatever it does to conversions', async () => {
    const { result } = await ask('shop', { explain: true });
    expect(result.sql?.map(({ what }) => what)).toEqual(['screen', 'patterns', 'ways']);
    const call = rowOf(result, 'call');
    expect(call.verdict).toBe('not_distinguishable');
    expect(call.painPoint?.rating?.value).toBeLessThan(5);
    expect(rowOf(result, 'help')).toMatchObject({ verdict: 'make', momentOfTruth: true });
    expect(rowOf(result, 'help').painPoint?.rating ?? null).toBeNull();
    expect(result.meanRating).toBeGreaterThan(5);
  });

  test('by device: help wins on phones alone, and that is told apart', async () => {
    const { result } = await ask('shop', { by: 'device', painPoints: false });
    expect(result.split?.values.toSorted()).toEqual(['desktop', 'phone']);
    expect(partOf(result, 'help', 'phone')?.effect?.low).toBeGreaterThan(10);
    const desktop = partOf(result, 'help', 'desktop')?.effect;
    expect(desktop?.low).toBeLessThan(1);
    const [first] = result.split?.rows ?? [];
    expect(first?.touchpoint).toBe('help');
    expect(first?.q).toBeLessThan(0.01);
    expect(rowOf(result, 'call').painPoint).toBeNull();
  });

  test('by quality: an error at the payment loses, a payment without one does not', async () => {
    const { result } = await ask('shop', { by: 'quality', painPoints: false });
    const failed = partOf(result, 'pay', 'errors');
    expect(failed?.effect?.high).toBeLessThan(-3);
    expect(failed?.difference?.high).toBeLessThan(-3);
    expect(Math.abs(partOf(result, 'pay', 'fine')?.effect?.value ?? 99)).toBeLessThan(5);
    expect(partOf(result, 'home', 'errors')).toMatchObject({ journeys: 0, effect: null });
  });

  test('by a saved segment, and one that is not there', async () => {
    await store.segments.set(
      'shop',
      { key: 'phones', name: 'Phones', rule: { touched: { touchpoint: 'list' } } } as never,
      'test',
    );
    const { result } = await ask('shop', { by: '@phones', painPoints: false });
    expect(result.split?.values).toEqual(['@phones', '(other)']);
    expect(partOf(result, 'help', '@phones')?.effect?.low).toBeGreaterThan(3);
    await expect(ask('shop', { by: '@nobody' })).rejects.toThrow(
      'there is no saved segment @nobody',
    );
    await expect(ask('shop', { by: 'colour' })).rejects.toThrow('by');
  });

  test('attribution: what is incremental is the effect times the journeys, by touchpoint and by channel', async () => {
    const { result } = await ask('shop', { painPoints: false, inactivityLimit: '7d' });
    const { effect, reach } = rowOf(result, 'help');
    const places = await credits('touchpoint');
    expect(places.get('help')?.conversions.value).toBeCloseTo(
      ((effect?.value ?? 0) * reach.count) / 100,
      6,
    );
    expect(places.get('help')?.touchesZero).toBe(false);
    expect(places.get('call')?.touchesZero).toBe(true);
    expect(places.get('pay')?.conversions.value).toBeLessThan(0);
    const channels = await credits('channel');
    // Help is the only touchpoint of its channel.
    const chat = channels.get('chat')?.conversions;
    expect(chat?.low).toBeGreaterThan(0.5 * (places.get('help')?.conversions.value ?? 0));
    // Every journey begins on the web: nobody is left to compare with.
    expect(channels.has('web')).toBe(false);
  });

  test('the journeys behind it, page by page, each once', async () => {
    const page = async (more: Record<string, unknown>) =>
      (await ask('shop', { evidence: 'help', painPoints: false, modelRows: 1_000, ...more }))
        .result;
    const seen: string[] = [];
    let after: string | null = null;
    let met = 0;
    do {
      const result: MakeOrBreakResult = await page({
        evidenceLimit: 500,
        ...(after !== null && { evidenceAfter: after }),
      });
      met = rowOf(result, 'help').reach.count;
      seen.push(...(result.evidence?.journeys ?? []).map((one) => `${one.subject} ${one.began}`));
      after = result.evidence?.next ?? null;
    } while (after !== null);
    expect(new Set(seen).size).toBe(seen.length);
    // Journeys whose touches are all younger than the horizon are listed, and not judged.
    expect(seen.length).toBeGreaterThanOrEqual(met);
    expect(seen.length).toBeLessThan(1.25 * met);
    const won = (await page({ evidenceOutcome: 'converted', evidenceLimit: 5 })).evidence;
    expect(won?.journeys).toHaveLength(5);
    expect(won?.journeys.every(({ outcome }) => outcome === 'converted')).toBe(true);
    expect(won?.journeys.every(({ metAt, ended }) => metAt !== null && metAt < ended)).toBe(true);
    const rest = (await page({ evidenceMet: false, evidenceLimit: 1 })).evidence;
    expect(rest?.journeys).toMatchObject([{ metAt: null }]);
    const nowhere = await ask('shop', { evidence: 'moon', painPoints: false, modelRows: 1_000 });
    expect(nowhere.result.evidence?.journeys).toEqual([]);
    expect(nowhere.warnings.join()).toContain('Nobody met "moon"');
  });
});

/** Two touches each, of 1,200 people; who goes on to the second place wins by `chance`, of the others one in five. */
const smallLog = (chance: number, others: number) => (): Draft[] =>
  Array.from({ length: 1_200 }, (_, number) => {
    const random = randomFrom(number);
    const at = begin + random() * 40 * day;
    const person = `p${number}`;
    const offered = random() < 0.5;
    const drafts: Draft[] = [
      { person, at, place: 'home' },
      { person, at: at + hour, place: offered ? 'offer' : 'list' },
    ];
    if (random() < (offered ? chance : others)) {
      drafts.push({ person, at: at + 2 * hour, place: 'thanks', more: { type: 'conversion' } });
    }
    return drafts;
  }).flat();

describe('logs that hold little', () => {
  test.each([
    ['nobody', 0, 0],
    ['everybody', 1, 1],
  ])('%s converts: nothing can be said, and that is', async (site, chance, others) => {
    await writeDrafts(store, site, smallLog(chance, others));
    const { result, warnings } = await ask(site, { painPoints: false, by: 'device' });
    expect(result.rows.length).toBeGreaterThan(0);
    expect(result.rows.every(({ verdict, missing }) => verdict === 'insufficient' && missing)).toBe(
      true,
    );
    expect(warnings.join()).toContain('30 conversions');
  });

  test('of ten thousand touchpoints the most frequent are judged, and that is said', async () => {
    await writeDrafts(store, 'wide', () => [
      ...smallLog(0.5, 0.2)(),
      ...Array.from({ length: 10_000 }, (_, n) => ({
        person: `w${n % 500}`,
        at: begin + (n % 500) * hour + Math.floor(n / 500) * 60_000,
        place: `page-${n}`,
      })),
    ]);
    const { result, warnings } = await ask('wide', { painPoints: false, modelRows: 20_000 });
    expect(warnings.join()).toContain('the 200 most frequent are judged');
    expect(result.touchpoints).toBeLessThanOrEqual(200);
    expect(rowOf(result, 'offer')).toMatchObject({ verdict: 'make' });
  });

  test('a touchpoint after which nearly everybody converts is judged', async () => {
    await writeDrafts(store, 'nearly', smallLog(0.92, 0.2));
    const { result } = await ask('nearly', { painPoints: false });
    const offer = rowOf(result, 'offer');
    expect(offer).toMatchObject({ verdict: 'make', momentOfTruth: true, missing: null });
    // In its place stands the only other touchpoint of that step.
    const [{ met, notMet } = { met: null, notMet: null }] = offer.strata;
    const difference = 100 * ((met?.rate ?? 0) - (notMet?.rate ?? 0));
    expect(difference).toBeGreaterThan(60);
    expect(offer.effect?.low).toBeLessThan(difference);
    expect(offer.effect?.high).toBeGreaterThan(difference);
  });

  test('of a touchpoint after which everybody converts nothing is said, and why', async () => {
    await writeDrafts(store, 'always', smallLog(1, 0.2));
    const { result } = await ask('always', { painPoints: false });
    const offer = rowOf(result, 'offer');
    // What is needed is journeys without the goal, too: there are none.
    expect(offer).toMatchObject({ verdict: 'insufficient', effect: null });
    expect(offer.missing).toContain('did not convert');
  });
});
