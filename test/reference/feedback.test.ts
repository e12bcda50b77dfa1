import { renderCsv, toTable } from '@touchtrail/analysis';
import type { Ratings } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { observe } from './oracle/base.ts';
import type { Observed, OracleSettings } from './oracle/base.ts';
import { oracleFeedback } from './oracle/feedback.ts';
import type { LogRating } from './oracle/feedback.ts';
import { logSites } from './oracle/harness.ts';
import { day, hour, logArbitrary, logRow, settings, uuid } from './oracle/log.ts';
import type { LogTouch } from './oracle/log.ts';
import { same, sorted } from './oracle/same.ts';

const { load, report } = logSites();

const seed = Number(process.env['TOUCHTRAIL_SEED'] ?? 20_261_122);
const numRuns = Number(process.env['TOUCHTRAIL_RUNS'] ?? 3);
const oracle: OracleSettings = {
  ...settings,
  subject: 'person',
  isGoal: (touch) => touch.type === 'conversion',
};

const rating = fc.record({
  scale: fc.constantFrom('nps', 'csat', 'thumbs', ''),
  raw: fc.integer({ min: 0, max: 10 }),
  parent: fc.option(fc.nat(), { nil: undefined }),
});

/** Every feedback of the log gets a rating; some name a touch of the log as their parent. */
function rated(log: readonly LogTouch[], drawn: readonly LogRating[]): Map<number, LogRating> {
  const ratings = new Map<number, LogRating>();
  for (const [index, touch] of log.filter((one) => one.type === 'feedback').entries()) {
    const one = drawn[index % drawn.length];
    if (!one) continue;
    const parent = one.parent === undefined ? undefined : log[one.parent % log.length]?.id;
    ratings.set(touch.id, { ...one, raw: (one.raw + index) % 11, parent });
  }
  return ratings;
}

/** Half of the touches answer, at few places, so that a touch is often rated twice. */
const talkative = (log: readonly LogTouch[]): LogTouch[] =>
  log.map((touch) => ({
    ...touch,
    type: touch.type === 'touch' && touch.id % 2 === 0 ? 'feedback' : touch.type,
    place: touch.place === 'home' ? 'home' : 'cart',
  }));

/** Times between a touch and a rating of its place that the data hold to the millisecond. */
const borders = ({ people }: Observed): number[] =>
  people.flatMap(({ touches }) =>
    touches.flatMap((answer, index) => {
      const before = touches.slice(0, index).findLast((t) => t.place === answer.place);
      const ms = before ? answer.ts - before.ts : 0;
      return answer.type === 'feedback' && before?.type === 'touch' && ms > 0 ? [ms] : [];
    }),
  );

const withoutBounds = <Row extends Ratings>({ mean, ...row }: Row) => ({
  ...row,
  mean: { n: mean.n, value: mean.value },
});
const deviationLess = <Row extends { deviation: unknown }>({
  deviation: _deviation,
  ...row
}: Row) => row;

test(
  'feedback against a plain second computation',
  () =>
    fc.assert(
      fc.asyncProperty(
        logArbitrary,
        fc.array(rating, { minLength: 5, maxLength: 12 }),
        async (drawnLog, drawn) => {
          const log = talkative(drawnLog);
          const ratings = rated(log, drawn);
          const observed = observe(log, oracle);
          if (observed.journeys.length === 0) return;
          const site = await load(log, log.slice(0, 3), (siteId, touch) => {
            const one = ratings.get(touch.id);
            if (!one) return logRow(siteId, touch);
            return {
              ...logRow(siteId, touch),
              rating: one.raw,
              rating_scale: one.scale,
              ...(one.parent !== undefined && { parent_id: uuid(one.parent) }),
            };
          });
          for (const joinWithin of [...borders(observed).slice(0, 2), 3 * day]) {
            for (const horizon of [day, 3 * hour]) {
              const asked = { joinWithin, horizon };
              const { result } = await report('feedback', site, asked);
              const expected = oracleFeedback(observed, ratings, joinWithin, horizon);
              same(withoutBounds(result.overall), deviationLess(expected.overall), 'overall');
              same(
                sorted(result.rows.map(withoutBounds)),
                sorted(expected.rows.map(deviationLess)),
                'rows',
              );
              expect(result.unreadable).toBe(expected.unreadable);
              for (const { mean } of [result.overall, ...result.rows]) {
                if (mean.n > 1) expect(mean.low).toBeLessThanOrEqual(mean.value ?? Number.NaN);
              }
            }
          }
          expect(renderCsv(toTable(await report('feedback', site, {})))).toContain('touchpoint');
        },
      ),
      { seed, numRuns, endOnFailure: true },
    ),
  240_000,
);

test('nothing rated is said as nothing, not as zero', async () => {
  const site = await load([]);
  const { result } = await report('feedback', site, {});
  expect(result.overall.mean).toEqual({ n: 0, value: null, low: null, high: null });
  expect(result.rows).toEqual([]);
});
