import { renderCsv, toTable } from '@touchtrail/analysis';
import { attributionModels } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { customText, oracleAttribution, pathOf } from './oracle/attribution.ts';
import type { AttributionCase } from './oracle/attribution.ts';
import { expected, hasReference } from './folder.ts';
import { expectExample } from './oracle/attribution-examples.ts';
import type { Example } from './oracle/attribution-examples.ts';
import { observe } from './oracle/base.ts';
import type { OracleSettings } from './oracle/base.ts';
import { logSites } from './oracle/harness.ts';
import { day, hour, logArbitrary, settings } from './oracle/log.ts';
import type { LogTouch } from './oracle/log.ts';

const { load, report } = logSites();

const seed = Number(process.env['TOUCHTRAIL_SEED'] ?? 20_261_122);
const numRuns = Number(process.env['TOUCHTRAIL_RUNS'] ?? 3);
const oracle: OracleSettings = {
  ...settings,
  subject: 'person',
  isGoal: (touch) => touch.type === 'conversion',
};

const asked: fc.Arbitrary<AttributionCase> = fc.record({
  by: fc.constantFrom('channel', 'touchpoint', 'props.plan'),
  transform: fc.constantFrom('none', 'merge-repeats', 'first-of-each', 'drop-trailing-direct'),
  conversionTouch: fc.constantFrom('include', 'exclude'),
  lookback: fc.constantFrom(hour, day, 90 * day),
  halfLife: fc.constantFrom(hour, day),
  direct: fc.constantFrom('web', 'home', '(none)', 'nothing'),
  lead: fc.constantFrom('pay', 'cart', 'nowhere'),
  order: fc.constantFrom(1, 2, 3),
});

test(
  'the report gives what a plain loop gives',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        logArbitrary,
        fc.array(asked, { minLength: 4, maxLength: 4 }),
        async (log, cases) => {
          if (!log.some((touch) => touch.type !== 'identify')) return;
          const site = await load(log, log.slice(0, 5));
          const { journeys } = observe(log, oracle);
          for (const one of cases) {
            const paths = journeys.flatMap((journey) => pathOf(journey, one) ?? []);
            const used = paths.filter(({ keys }) => keys.length > 0);
            const won = used.filter((path) => path.won);
            const answer = await report('attribution', site, {
              ...one,
              weights: customText,
              replicates: 0,
            });
            const { result } = answer;
            const what = JSON.stringify(one);
            expect([result.conversions, result.nulls], what).toEqual([
              won.length,
              used.length - won.length,
            ]);
            if (won.length === 0) {
              expect(
                result.models.every(({ status }) => status === 'insufficient'),
                what,
              ).toBe(true);
              continue;
            }
            const known = oracleAttribution(paths, one, attributionModels);
            expect(result.models.map(({ model }) => model)).toEqual(
              attributionModels.filter((model) => model !== 'incremental'),
            );
            for (const { model, status, credits } of result.models) {
              expect(status, `${what}, ${model}`).toBe('ok');
              for (const { key, conversions, value } of credits) {
                const [count, worth] = known[model]?.[key] ?? [0, 0];
                expect(
                  Math.abs(conversions.value - count),
                  `${what}, ${model}, ${key}`,
                ).toBeLessThan(1e-9);
                expect(
                  Math.abs((value?.value ?? Number.NaN) - worth),
                  `${what}, ${model}, ${key}`,
                ).toBeLessThan(1e-7);
              }
              const sum = credits.reduce((total, { conversions }) => total + conversions.value, 0);
              expect(Math.abs(sum - won.length), `${what}, ${model}`).toBeLessThan(1e-9);
            }
            expect(result.paths).toBe(new Set(used.map(({ keys }) => keys.join('|'))).size);
            expect(renderCsv(toTable(answer)).split('\r\n')[0]).toMatch(/^model,key,conversions/);
          }
        },
      ),
      { seed, numRuns, endOnFailure: true },
    );
  },
  60_000 + 10_000 * numRuns,
);

test.runIf(hasReference)('the small examples of other tools, as journeys of a site', async () => {
  const examples = await expected<Record<string, Example>>('attribution-small-examples');
  for (const [name, known] of Object.entries(examples)) {
    const journeys = known.paths.flatMap(({ path, conversions, nulls }) =>
      Array.from({ length: conversions + nulls }, (_, n) =>
        n < conversions ? [...path, 'thanks'] : path,
      ),
    );
    const begin = Date.UTC(2026, 2, 1);
    const log = [...journeys, ['much later']].flatMap((places, person) =>
      places.map((place, at): Omit<LogTouch, 'id'> => ({
        ts: begin + at * 60_000 + (person === journeys.length ? 300 * day : 0),
        seq: at,
        type: place === 'thanks' ? 'conversion' : 'touch',
        place,
        channel: 'web',
        medium: '',
        device: `d${person}`,
        user: '',
        account: '',
        value: place === 'thanks' ? 1 : 0,
      })),
    );
    const site = await load(log.map((one, at) => ({ ...one, id: at + 1 })));
    for (const order of [1, 2] as const) {
      const { result } = await report('attribution', site, {
        by: 'touchpoint',
        transform: 'none',
        conversionTouch: 'exclude',
        direct: 'direct',
        replicates: 0,
        order,
      });
      // The site has places that the example does not: the sale, and whoever came much later.
      const channels = new Set(known.paths.flatMap(({ path }) => path));
      for (const one of result.models) {
        const others = one.credits.filter(({ key }) => !channels.has(key));
        expect(others.map(({ conversions }) => conversions.value)).toEqual(others.map(() => 0));
        one.credits = one.credits.filter(({ key }) => channels.has(key));
      }
      expectExample(result, known, order, name);
    }
  }
});

describe('a planted month', () => {
  // 400 people: a third met ads then email, a third search, the others came directly; ads then email convert
  // four times as often.
  const people = Array.from({ length: 400 }, (_, at) => at);
  const log = people.flatMap((at) => {
    const ts = Date.UTC(2026, 8, 1) + at * hour;
    const channels = [['ads', 'email'], ['search'], ['direct']][at % 3] ?? [];
    const wins = at % 3 === 0 ? at % 5 < 2 : at % 10 === 1;
    const base = { seq: 0, medium: '', device: `d${at}`, user: '', account: '' };
    const touches = channels.map((channel, step) => ({
      ...base,
      id: at * 4 + step + 1,
      ts: ts + step * hour,
      type: 'touch' as const,
      place: 'home',
      channel,
      value: 0,
    }));
    const sale = {
      ...base,
      id: at * 4 + 4,
      ts: ts + 3 * hour,
      type: 'conversion' as const,
      place: 'thanks',
      channel: channels.at(-1) ?? '',
      value: 20,
    };
    return wins ? [...touches, sale] : touches;
  });

  test('intervals hold the figure, hang on people alone and are the same each time', async () => {
    const site = await load(log);
    const ask = () => report('attribution', site, { inactivityLimit: '5d', order: 1 });
    const { result, population } = await ask();
    expect((await ask()).result).toEqual(result);
    expect(result.intervals).toEqual({ replicates: 200, by: 'person' });
    expect(result.conversions + result.nulls).toBe(population.journeys - population.open);
    const last = result.models.find(({ model }) => model === 'last');
    const email = last?.credits.find(({ key }) => key === 'email');
    const { value, low, high } = email?.conversions ?? { value: 0, low: 0, high: 0 };
    // A count of people is Poisson under the bootstrap: its half width is about 1.96 √n.
    const width = ((high ?? 0) - (low ?? 0)) / 2;
    expect(width).toBeGreaterThan(0.75 * 1.96 * Math.sqrt(value));
    expect(width).toBeLessThan(1.25 * 1.96 * Math.sqrt(value));
    for (const { model, credits } of result.models) {
      if (model === 'leave-one-out') continue;
      for (const { key, share } of credits) {
        expect(share.low, `${model}, ${key}`).toBeLessThanOrEqual(share.value + 1e-9);
        expect(share.high, `${model}, ${key}`).toBeGreaterThanOrEqual(share.value - 1e-9);
      }
    }
    const markov = result.models.find(({ model }) => model === 'markov');
    expect(markov?.credits.every(({ removalEffect }) => removalEffect?.low !== null)).toBe(true);
    expect(result.disagreement.distances).toHaveLength(66);
    expect(
      result.disagreement.distances.every(({ distance }) => distance >= 0 && distance <= 1),
    ).toBe(true);
  });

  test('rare keys are one, and that is said', async () => {
    const site = await load(log);
    const { result, warnings } = await report('attribution', site, {
      channels: 2,
      replicates: 0,
      inactivityLimit: '5d',
    });
    expect(result.models[0]?.credits.map(({ key }) => key)).toContain('(other)');
    expect(result.models[0]?.credits).toHaveLength(3);
    expect(warnings.join()).toContain('Of 4 keys the 2 most frequent are told apart');
  });
});
