import { aalenJohansen, incidenceAt, kaplanMeier, toRiskRows } from '@touchtrail/analysis/stats';
import type { Observation } from '@touchtrail/analysis/stats';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { at, count, observe, pausesOf } from './oracle/base.ts';
import type { Observed, OracleSettings } from './oracle/base.ts';
import { logSites } from './oracle/harness.ts';
import { day, hour, logArbitrary, settings } from './oracle/log.ts';

const { load, report } = logSites();

const seed = Number(process.env['TOUCHTRAIL_SEED'] ?? 20_261_122);
const numRuns = Number(process.env['TOUCHTRAIL_RUNS'] ?? 6);
const options = { seed, numRuns, endOnFailure: true };

const oracle: OracleSettings = {
  ...settings,
  subject: 'person',
  isGoal: (touch) => touch.type === 'conversion',
};
const [second, minute] = [1_000, 60_000];

/** The time at or after (before) a time that counts are made at. */
function counted(ms: number, round: (value: number) => number): number {
  const after = round === Math.ceil;
  const upTo = [minute, 10 * minute, 2 * hour, day, 14 * day];
  const index = upTo.findIndex((limit) => (after ? ms <= limit : ms < limit));
  const width = [second, 10 * second, minute, 10 * minute, hour][index] ?? day;
  return round(ms / width) * width;
}

/** What ended pauses of one place (of all), and when: return, goal, loss, nothing yet. */
const pausesAt = ({ journeys }: Observed, place?: string): Observation[] =>
  journeys
    .flatMap((journey) => pausesOf(journey, oracle))
    .filter(({ from }) => place === undefined || from.place === place)
    .map(({ back, silence }) => {
      if (back) return { time: counted(silence, Math.ceil), cause: oracle.isGoal(back) ? 1 : 0 };
      return silence >= settings.inactivityLimit
        ? { time: counted(settings.inactivityLimit, Math.ceil), cause: 2 }
        : { time: counted(silence, Math.floor), cause: null };
    });

const near = (actual: number | null | undefined, expected: number, what: string) =>
  expect(Math.abs((actual ?? Number.NaN) - expected), what).toBeLessThan(1e-9);

test(
  'what becomes of pauses, against individuals one by one',
  () =>
    fc.assert(
      fc.asyncProperty(logArbitrary, async (log) => {
        const observed = observe(log, oracle);
        if (observed.people.length === 0) return;
        const { result } = await report('drop-off', await load(log, log.slice(0, 2)), {});
        for (const row of result.rows) {
          const rows = toRiskRows(pausesAt(observed, row.touchpoint), 3);
          const until = rows.at(-1)?.time ?? -1;
          const closed = rows.at(-1)?.censored === 0;
          for (const told of row.afterPause) {
            const ms = told.days * day;
            const sum = [told.returned, told.converted, told.lost, told.silent];
            if (rows.length === 0 || (ms > until && !closed)) {
              expect(sum.map(({ value }) => value)).toEqual([null, null, null, null]);
              continue;
            }
            near(
              sum.reduce((total, { value }) => total + (value ?? 0), 0),
              1,
              'sum of shares',
            );
            for (const { value, low, high } of sum) {
              expect(low ?? 0).toBeLessThanOrEqual((value ?? 0) + 1e-12);
              expect(high ?? 1).toBeGreaterThanOrEqual((value ?? 0) - 1e-12);
            }
            for (const [cause, share] of [told.returned, told.converted, told.lost].entries()) {
              const step = incidenceAt(aalenJohansen(rows, cause), rows, Math.min(ms, until));
              near(share.value, step?.incidence ?? 0, `${row.touchpoint} ${cause} ${told.days}`);
            }
          }
          // Only young touches are counted by one and not by the other.
          const { hazard, hazardKaplanMeier: km } = row;
          if (hazard.of === row.touches) near(km.value, hazard.rate ?? Number.NaN, 'hazard');
          if (hazard.rate !== null && km.value !== null && hazard.of >= 20) {
            expect(km.value).toBeGreaterThanOrEqual((hazard.low ?? 0) - 1e-9);
            expect(km.value).toBeLessThanOrEqual((hazard.high ?? 1) + 1e-9);
          }
        }
      }),
      options,
    ),
  240_000,
);

test(
  'waits for the goal, against journeys one by one',
  () =>
    fc.assert(
      fc.asyncProperty(
        logArbitrary,
        fc.constantFrom('', 'cart', 'home,mail'),
        fc.constantFrom('', 'pay'),
        async (log, since, ends) => {
          const observed = observe(log, oracle);
          if (observed.people.length === 0) return;
          const asked = { since, ends, breakdown: 'props.plan', days: '0,0.1,1,3,9,40' };
          const site = await load(log, log.slice(0, 2));
          const { result } = await report('time-to-convert', site, asked);
          const waits = observed.journeys.flatMap(({ touches, outcome }): Observation[] => {
            const begin = touches.findIndex(
              (t) => since === '' || since.split(',').includes(t.place),
            );
            if (begin < 0) return [];
            const from = at(touches, begin).ts;
            const end = touches
              .slice(begin)
              .find((touch) => oracle.isGoal(touch) || touch.place === ends);
            if (end) {
              const cause = oracle.isGoal(end) ? 0 : 1;
              return [{ time: counted(end.ts - from, Math.ceil), cause }];
            }
            const last = at(touches, touches.length - 1).ts;
            return outcome === 'abandoned'
              ? [{ time: counted(last + settings.inactivityLimit - from, Math.ceil), cause: 2 }]
              : [{ time: counted(observed.until - from, Math.floor), cause: null }];
          });
          const rows = toRiskRows(waits, 3);
          const ended = (cause: number | null) => count(waits, (wait) => wait.cause === cause);
          expect(result).toMatchObject({
            journeys: waits.length,
            without: observed.journeys.length - waits.length,
            converted: ended(0),
            ended: ended(1),
            abandoned: ended(2),
            open: ended(null),
          });
          expect(result.times.n).toBe(ended(0));
          const groups = result.breakdown.groups;
          expect(groups.reduce((sum, group) => sum + group.journeys, 0)).toBe(waits.length);
          const until = rows.at(-1)?.time ?? -1;
          for (const { ms, converted } of result.at) {
            if (ms > until && (rows.length === 0 || rows.at(-1)?.censored !== 0)) {
              expect(converted.value).toBeNull();
              continue;
            }
            const step = incidenceAt(aalenJohansen(rows, 0), rows, Math.min(ms, until));
            near(converted.value, step?.incidence ?? 0, `converted after ${ms}`);
          }
          if (ended(1) + ended(2) === 0 && waits.length > 0) {
            expect(result.method).toBe('kaplan-meier');
            const last = kaplanMeier(rows).at(-1);
            if (last) near(result.curve.at(-1)?.converted.value, 1 - last.survival, 'curve');
          }
        },
      ),
      options,
    ),
  240_000,
);

const outbound = new Set(['email', 'sms', 'push', 'mail', 'phone', 'call_center', 'ads']);

/** Share ended by a time by Kaplan-Meier; null once nobody was watched that long. */
const km = (list: readonly Observation[]) => {
  const rows = toRiskRows(list, 1);
  const last = rows.at(-1);
  return (ms: number) => {
    if (!last || (ms > last.time && last.censored > 0)) return null;
    return 1 - (kaplanMeier(rows).findLast((step) => step.time <= ms)?.survival ?? 1);
  };
};

const check = (actual: number | null, expected: number | null, what: string) =>
  expected === null ? expect(actual, what).toBeNull() : near(actual, expected, what);

test(
  'returns and what came before them, against pauses one by one',
  () =>
    fc.assert(
      fc.asyncProperty(
        logArbitrary,
        fc.constantFrom(3 * day, 12 * hour, 8 * day),
        async (log, horizon) => {
          const observed = observe(log, oracle);
          if (observed.people.length === 0) return;
          const { until, journeys } = observed;
          const { result } = await report('re-entry', await load(log), { horizon });

          const curve = km(
            pausesAt(observed).map(({ time, cause }) => ({
              time,
              cause: cause === 0 || cause === 1 ? 0 : null,
            })),
          );
          for (const point of result.returnCurve) {
            check(point.returned.value, curve(point.day * day), `day ${point.day}`);
          }
          const conversions = (cameBack: boolean): Observation[] =>
            journeys.flatMap((journey) => {
              const backs = pausesOf(journey, oracle).flatMap(({ back }) =>
                back ? [back.ts] : [],
              );
              if (backs.length > 0 !== cameBack) return [];
              const since = cameBack ? Math.min(...backs) : at(journey.touches, 0).ts;
              const end = at(journey.touches, journey.touches.length - 1).ts;
              return [
                journey.outcome === 'converted'
                  ? { time: counted(end - since, Math.ceil), cause: 0 }
                  : { time: counted(until - since, Math.floor), cause: null },
              ];
            });
          check(result.conversionReturned.value, km(conversions(true))(horizon), 'after a return');
          check(result.conversionNeverPaused.value, km(conversions(false))(horizon), 'without one');

          const found = journeys
            .flatMap((journey) => pausesOf(journey, oracle))
            .flatMap(({ journey, index, back, silence }) => {
              if (!back || silence > horizon) return [];
              const touch = journey.touches
                .slice(0, index + 1)
                .findLast(({ channel }) => outbound.has(channel));
              const near72 = touch && back.ts - touch.ts <= 72 * hour;
              return [near72 ? `${touch.channel} ${touch.place}` : ''];
            });
          expect(result.untriggered).toBe(count(found, (name) => name === ''));
          const told = result.triggers.flatMap(({ channel, touchpoint, returns }) =>
            Array.from({ length: returns }, () => `${channel} ${touchpoint}`),
          );
          expect(told.toSorted()).toEqual(found.filter((name) => name !== '').toSorted());
        },
      ),
      options,
    ),
  240_000,
);
