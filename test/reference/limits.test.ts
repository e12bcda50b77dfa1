import type { ReportName } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { observe } from './oracle/base.ts';
import type { OracleSettings } from './oracle/base.ts';
import { logSites } from './oracle/harness.ts';
import { oracleJourneys } from './oracle/journeys.ts';
import { oracleLimits, returnDelays } from './oracle/limits.ts';
import { day, hour, logArbitrary, settings } from './oracle/log.ts';
import type { LogTouch } from './oracle/log.ts';

const { load, report } = logSites();

const base: OracleSettings = {
  ...settings,
  subject: 'person',
  isGoal: (touch) => touch.type === 'conversion',
};
const learn = { abandonmentGap: undefined, inactivityLimit: undefined };
const names: ReportName[] = ['journeys', 'funnel', 'paths', 'drop-off', 're-entry'];
const ask = (name: ReportName, site: string, parameters: Record<string, unknown> = {}) =>
  report(name, site, {
    ...learn,
    ...(name === 'funnel' && { steps: 'home,cart' }),
    ...parameters,
  });

/** Somebody's only touch, so late that the data span as long as asked. */
const witness = (log: readonly LogTouch[], span: number): LogTouch => {
  const first = log.reduce((least, { ts }) => Math.min(least, ts), Infinity);
  const sample = log[0];
  if (!sample) throw new Error('a log has touches');
  return {
    ...sample,
    id: log.length + 1,
    type: 'touch',
    ts: first + span,
    device: 'witness',
    user: '',
    account: 'witness',
    value: 0,
  };
};

/** Many generated logs of different people as one, watched for long. */
function crowd(seed: number, logs: number): LogTouch[] {
  const log: LogTouch[] = [];
  for (const [index, touches] of fc.sample(logArbitrary, { seed, numRuns: logs }).entries()) {
    for (const touch of touches) {
      const name = (text: string) => (text === '' ? '' : `${text}-${index}`);
      log.push({
        ...touch,
        id: log.length + 1,
        device: name(touch.device),
        user: name(touch.user),
        account: name(touch.account),
      });
    }
  }
  log.push(witness(log, 300 * day));
  return log;
}

/** One person a silence: a touch, and a second one after it. */
const pairs = (silences: readonly number[], fields: Partial<LogTouch> = {}): LogTouch[] =>
  silences.flatMap((silence, index) =>
    [0, silence].map((later, place) => ({
      id: 2 * index + place + 1,
      ts: Date.UTC(2026, 0, 1) + index + later,
      seq: 0,
      type: 'touch' as const,
      place: 'home',
      channel: 'web',
      medium: '',
      device: `d${index}`,
      user: '',
      account: '',
      value: 0,
      ...(place === 0 && fields),
    })),
  );
const limitOf = async (
  log: readonly LogTouch[],
  parameters: Record<string, unknown> = {},
  span = 300 * day,
) => {
  const { assumptions } = await ask('paths', await load([...log, witness(log, span)]), {
    abandonmentGap: '2h',
    ...parameters,
  });
  return assumptions.find(({ name }) => name === 'inactivityLimit');
};
const times = <Item>(n: number, item: (index: number) => Item) =>
  Array.from({ length: n }, (_, index) => item(index));

describe('the inactivity limit from the data', () => {
  test.each([1, 2, 3])('is what a plain computation finds, in every report (%i)', async (seed) => {
    const log = crowd(seed, 140);
    // Stored twice in part: doubled rows make no gaps of nothing.
    const site = await load(log, log.slice(0, 40));
    for (const subject of ['person', 'account'] as const) {
      const settled = { ...base, subject };
      const observed = observe(log, settled);
      const limits = oracleLimits(observed, settled);
      const { abandonmentGap, inactivityLimit } = limits;
      expect(returnDelays(observed, abandonmentGap, base).length).toBeGreaterThanOrEqual(200);
      expect(inactivityLimit).toBeGreaterThan(7 * day);
      expect(inactivityLimit).toBeLessThan(90 * day);
      const oracle = { ...settled, ...limits };
      const told = observe(log, oracle);
      for (const name of names) {
        const { parameters, assumptions, population } = await ask(name, site, { subject });
        const usesGap = name !== 'funnel' && name !== 'paths';
        expect(parameters.inactivityLimit, name).toBe(inactivityLimit);
        expect(parameters.abandonmentGap).toBe(usesGap ? abandonmentGap : undefined);
        expect(assumptions).toEqual([
          ...(usesGap ? [{ name: 'abandonmentGap', ms: abandonmentGap, from: 'data' }] : []),
          { name: 'inactivityLimit', ms: inactivityLimit, from: 'data' },
        ]);
        expect(population).toMatchObject({
          people: told.people.length,
          journeys: told.journeys.length,
          open: told.journeys.filter((journey) => journey.outcome === 'open').length,
        });
      }
      const { result } = await report('journeys', site, { ...learn, subject, list: 0 });
      const { outcomes, leftCut } = oracleJourneys(told, oracle);
      for (const outcome of ['converted', 'abandoned', 'open'] as const)
        expect(result.outcomes[outcome].count).toBe(outcomes[outcome].count);
      expect(result.leftCut).toBe(leftCut);
    }
  });

  test('asked again with the limits as resolved, a report says the same', async () => {
    const site = await load(crowd(4, 140));
    for (const name of names) {
      const first = await ask(name, site);
      const again = await ask(name, site, first.parameters);
      expect(again.result).toEqual(first.result);
      expect(again.population).toEqual(first.population);
      expect(again.assumptions.map(({ ms, from }) => [ms, from])).toEqual(
        first.assumptions.map(({ ms }) => [ms, 'given']),
      );
    }
  });

  test('needs two hundred returns, at least the gap long and not after a goal', async () => {
    const most = { name: 'inactivityLimit', ms: 90 * day, from: 'default' };
    const month = times(200, () => 30 * day);
    expect(await limitOf(pairs(month))).toEqual({ ...most, ms: 30 * day, from: 'data' });
    expect(await limitOf(pairs(month.slice(1)))).toEqual(most);
    expect(await limitOf(pairs(month, { type: 'conversion' }))).toEqual(most);
    // A silence of the gap counts, one a millisecond shorter does not.
    expect(await limitOf(pairs([...month.slice(1), 2 * hour]))).toMatchObject({ from: 'data' });
    expect(await limitOf(pairs([...month.slice(1), 2 * hour - 1]))).toEqual(most);
  });

  test('is not learned from data under three times as long: later returns cannot be seen', async () => {
    const month = pairs(times(250, () => 30 * day));
    expect(await limitOf(month, {}, 90 * day)).toMatchObject({ ms: 30 * day, from: 'data' });
    expect(await limitOf(month, {}, 90 * day - 1)).toMatchObject({ ms: 90 * day, from: 'default' });
  });

  test('is from a week to ninety days, whatever the returns', async () => {
    expect(await limitOf(pairs(times(250, () => 3 * hour)))).toMatchObject({
      ms: 7 * day,
      from: 'data',
    });
    expect(await limitOf(pairs(times(250, () => 200 * day)))).toMatchObject({
      ms: 90 * day,
      from: 'data',
    });
    // Type 7 between order statistics: place 1 + 200 · 0.99 is the 199th of 201 days.
    const spread = times(201, (index) => 8 * day + index * hour);
    expect(await limitOf(pairs(spread))).toMatchObject({ ms: 8 * day + 198 * hour });
    // And as given, it is not learned.
    expect(await limitOf(pairs(spread), { inactivityLimit: '3d' })).toEqual({
      name: 'inactivityLimit',
      ms: 3 * day,
      from: 'given',
    });
  });

  test('silence of the limit goes on, a millisecond more begins a journey', async () => {
    const site = await load(pairs([3 * day - 1, 3 * day, 3 * day + 1]));
    const given = await report('paths', site, { ...learn, inactivityLimit: '3d' });
    expect(given.population.journeys).toBe(4);
    expect(given.result.paths).toBe(4);
    const month = times(250, (index) => 30 * day + (index === 0 ? 1 : 0));
    const log = pairs(month);
    const learned = await report('paths', await load([...log, witness(log, 300 * day)]), learn);
    expect(learned.parameters.inactivityLimit).toBe(30 * day);
    // 250 people, one of them in two journeys, and the witness.
    expect(learned.population.journeys).toBe(252);
    expect(learned.result.paths).toBe(252);
  });

  test('a gap over the limit is set to it', async () => {
    const site = await load(pairs(times(3, () => 3 * hour)));
    const { parameters, warnings } = await ask('drop-off', site, { abandonmentGap: '100d' });
    expect(parameters).toMatchObject({ abandonmentGap: 90 * day, inactivityLimit: 90 * day });
    expect(warnings.join(' ')).toContain('over the inactivity limit');
  });
});
