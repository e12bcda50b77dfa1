import { randomUUID } from 'node:crypto';
import { parseRates } from '@touchtrail/enrich';
import type { BatchAnswer } from '@touchtrail/contract';
import type { QuarantineEntry } from '@touchtrail/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve, temporaryDir } from '../testing/serve.ts';
import type { Served } from '../testing/serve.ts';
import type { ReplayRequest, ReplayResult } from './replay.ts';

const { dir, remove } = temporaryDir();
const rates = parseRates(
  `date,from,to,rate\n${new Date().toISOString().slice(0, 10)},USD,EUR,0.9\n`,
);
let served: Served;
beforeAll(async () => {
  served = await serve(dir, { enrich: { rates } });
});
afterAll(async () => {
  await served.stop();
  remove();
});

const event = (fields: Record<string, unknown> = {}) => ({
  id: randomUUID() as string,
  name: 'order.placed',
  at: Date.now(),
  anonymousId: 'a-1',
  consent: { purposes: ['measurement'], source: 'api', decidedAt: Date.now() - 60_000 },
  ...fields,
});

const send = async (events: readonly unknown[], envelope: object = {}, headers = {}) => {
  const response = await served.post({ v: 1, site: 'wk_test', events, ...envelope }, headers);
  const { rejected } = (await response.json()) as BatchAnswer;
  await served.flush();
  return rejected;
};

const replay = async (request: Omit<ReplayRequest, 'site'>): Promise<ReplayResult> => {
  const result = await served.collector.replayRefused?.({ site: 'shop', ...request });
  await served.flush();
  if (!result) throw new Error('nothing can be replayed');
  return result;
};

const rowsOf = (id: string) =>
  served.store.reader.query<Record<string, unknown>>({
    sql: `SELECT currency, sdk, country, user_id, toUnixTimestamp64Milli(ts) AS ts,
            toUnixTimestamp64Milli(received_at) AS receivedAt
          FROM events WHERE event_id = {id:UUID}`,
    params: { id },
  });

const entryOf = async (code: string): Promise<QuarantineEntry> => {
  const [entry] = await served.store.quarantine.list({ site: 'shop', codes: [code] }, 1);
  if (!entry) throw new Error(`nothing was refused for ${code}`);
  return entry;
};

describe('a sender that wrote the currency in words', () => {
  // Its clock is an hour behind, so that the correction is seen to happen once.
  const behind = 3_600_000;
  const consent = {
    purposes: ['measurement'],
    source: 'api',
    decidedAt: Date.now() - behind - 60_000,
  };
  const wrong = event({ currency: 'Euro', at: Date.now() - behind - 5_000, consent });
  const right = event({ consent });

  test('is refused, and kept with what a second check needs', async () => {
    const rejected = await send([wrong, right], { sentAt: Date.now() - behind, sdk: 'pos/2' });
    expect(rejected.map(({ code }) => code)).toEqual(['invalid_event']);
    expect(await entryOf('invalid_event')).toMatchObject({
      sdk: 'pos/2',
      replayedAt: null,
      sentAt: expect.any(Number),
    });
    expect(await served.store.quarantine.summary({ site: 'shop' })).toMatchObject([
      { code: 'invalid_event', events: 1, replayable: 1, replayed: 0 },
    ]);
  });

  test('the same again without a repair is refused again, with the reason', async () => {
    expect(await replay({})).toMatchObject({
      checked: 1,
      accepted: 0,
      refused: [{ code: 'invalid_event', events: 1, message: expect.stringContaining('currency') }],
    });
  });

  test('a dry run says what would happen and stores nothing', async () => {
    const repair = { set: { currency: 'EUR' } };
    expect(await replay({ repair, dryRun: true })).toMatchObject({ checked: 1, accepted: 1 });
    expect(await rowsOf(wrong.id)).toEqual([]);
  });

  test('repaired it goes in once, at the time it came', async () => {
    const entry = await entryOf('invalid_event');
    const repair = { set: { currency: 'EUR' } };
    expect(await replay({ repair })).toMatchObject({ checked: 1, accepted: 1, refused: [] });
    const [row, ...more] = await rowsOf(wrong.id);
    expect(more).toEqual([]);
    expect(row).toMatchObject({ currency: 'EUR', sdk: 'pos/2', receivedAt: entry.receivedAt });
    expect(Math.abs(Number(row?.['ts']) - (wrong.at + behind))).toBeLessThan(10_000);
    expect(await replay({ repair })).toMatchObject({ checked: 0, accepted: 0 });
    expect((await entryOf('invalid_event')).replayedAt).toEqual(expect.any(Number));
    expect(await served.store.quarantine.summary({ site: 'shop' })).toMatchObject([
      { replayable: 0, replayed: 1 },
    ]);
  });

  test('what its sender sent right meanwhile is a duplicate', async () => {
    const again = event({ currency: 'Euro' });
    await send([again]);
    await send([{ ...again, currency: 'EUR' }]);
    expect(await replay({ repair: { set: { currency: 'EUR' } } })).toMatchObject({
      checked: 1,
      accepted: 0,
      duplicates: 1,
    });
    expect(await rowsOf(again.id)).toHaveLength(1);
  });
});

const sale = () =>
  event({
    name: 'page.viewed',
    page: { url: 'https://shop.example/a', referrer: 'https://www.google.de/' },
    device: { width: 390, height: 844, language: 'de', utcOffset: 60, signals: 'coarse touch' },
    type: 'conversion',
    value: 10,
    currency: 'USD',
  });

const toldOf = (id: string) =>
  served.store.reader.query<Record<string, unknown>>({
    sql: `SELECT user_agent, device_type, browser, browser_version, os, os_version, bot, channel,
            in_app, device_signals, referrer_type, value_base, rates_version, stated, enrichment_version
          FROM events WHERE event_id = {id:UUID}`,
    params: { id },
  });

test('a replayed event is told what it would have been told when it came', async () => {
  const headers = {
    'user-agent':
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F79 Instagram 333.0.0.32.98',
  };
  const [good, bad] = [sale(), sale()];
  await send([good, { ...bad, currency: 'Dollar' }], {}, headers);
  await replay({ repair: { set: { currency: 'USD' } } });
  const [first] = await toldOf(good.id);
  expect(first).toMatchObject({ channel: 'in_app_browser', in_app: 'instagram', value_base: 9 });
  expect(first?.['user_agent']).toBe(headers['user-agent']);
  expect(await toldOf(bad.id)).toEqual([first]);
});

test('a field that the policy hashes is hashed once', async () => {
  await served.store.sites.update('shop', { privacy: { fieldPolicies: { userId: 'hash' } } });
  const purposes = ['measurement', 'identification'];
  const consent = { purposes, source: 'api', decidedAt: Date.now() - 60_000 };
  const [good, bad] = [event({ userId: 'ada', consent }), event({ userId: 'ada', consent })];
  // Sites are read again behind an answer.
  await expect
    .poll(
      async () => {
        const one = { ...good, id: randomUUID() };
        await send([one]);
        return (await rowsOf(one.id))[0]?.['user_id'];
      },
      { timeout: 20_000 },
    )
    .toMatch(/^h_/);
  await send([good, { ...bad, currency: 'Euro' }]);
  await replay({ repair: { drop: ['currency'] } });
  const [one] = await rowsOf(good.id);
  const [two] = await rowsOf(bad.id);
  expect(two?.['user_id']).toBe(one?.['user_id']);
});

test('what was refused for lack of consent cannot come back', async () => {
  await send([event({ consent: undefined })]);
  const entry = await entryOf('consent_missing');
  expect(entry.raw).toBe('');
  expect(await replay({ codes: ['consent_missing'] })).toMatchObject({ checked: 0 });
});

test('who was erased since stays out', async () => {
  const bad = event({ anonymousId: 'gone-with-the-wind', currency: 'Euro' });
  await send([bad]);
  const { people } = served.store;
  await people.restrict('shop', 'gone-with-the-wind', { id: 'test', role: 'admin' });
  const result = await replay({ repair: { drop: ['currency'] } });
  expect(result).toMatchObject({ accepted: 0, refused: [{ code: 'restricted' }] });
  expect(await rowsOf(bad.id)).toEqual([]);
});

test('more than a page, some right and some wrong', async () => {
  const events = Array.from({ length: 1_200 }, (_, index) =>
    event({ currency: 'Euro', name: index % 3 === 0 ? 'x'.repeat(201) : 'order.placed' }),
  );
  for (let start = 0; start < events.length; start += 400) {
    await send(events.slice(start, start + 400));
  }
  const result = await replay({ codes: ['invalid_event'], repair: { drop: ['currency'] } });
  // The restricted one of before is among them.
  expect(result).toMatchObject({ checked: 1_201, accepted: 800 });
  expect(result.refused.find(({ code }) => code === 'invalid_event')?.events).toBe(400);
});
