import { gatheredReports, reportParameters } from '@touchtrail/contract';
import type { ReportName } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventsOf, hasReference, referenceFolder } from './folder.ts';
import { logSites } from './oracle/harness.ts';
import { logArbitrary, logRow, settings } from './oracle/log.ts';
import type { LogTouch } from './oracle/log.ts';
import { same } from './oracle/same.ts';

const { load, loadFile, report } = logSites();

const seed = Number(process.env['TOUCHTRAIL_SEED'] ?? 20_261_122) + 11;
const numRuns = Number(process.env['TOUCHTRAIL_RUNS'] ?? 1);

/** What a report needs besides what all take. A new report with required parameters joins here. */
const needed: Partial<Record<ReportName, Record<string, unknown>>> = {
  journeys: { list: 0 },
  funnel: { steps: 'home,cart,thanks', window: 'none' },
  attribution: { replicates: 20 },
  trends: { report: 'journeys', by: 'week' },
  compare: { report: 'journeys', compareSegment: [{ field: 'channel', value: 'email' }] },
  're-entry': { horizon: settings.inactivityLimit },
};
const names = Object.keys(reportParameters) as ReportName[];
/** Without what is gathered from others, which says what they say: it is asked once. */
const once = names.filter((name) => !(gatheredReports as readonly string[]).includes(name));
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** What must hold between the answers of all reports to the same question. */
async function reconcile(
  site: string,
  parameters: Record<string, unknown>,
  asking = once,
): Promise<void> {
  const journeys = await report('journeys', site, { ...needed.journeys, ...parameters });
  const { population, result } = journeys;
  const { converted, abandoned, open } = result.outcomes;
  expect(converted.count + abandoned.count + open.count).toBe(population.journeys);
  expect(open.count).toBe(population.open);
  expect(result.openState.silent + result.openState.active).toBe(open.count);
  expect(sum(result.series.map((day) => day.started))).toBe(population.journeys);
  expect(sum(result.channels.map((channel) => channel.touches))).toBe(population.touches);
  expect(sum(result.goals.map((goal) => goal.converted.count))).toBe(
    result.goals.length > 0 ? converted.count : 0,
  );

  // Every report speaks of the same people, whatever it asks of them.
  const asked = asking.map((name) => report(name, site, { ...needed[name], ...parameters }));
  for (const [index, one] of (await Promise.all(asked)).entries()) {
    const name = asking[index];
    expect({ name, population: one.population }).toEqual({ name, population });
    expect({ name, until: one.dataUntil }).toEqual({ name, until: journeys.dataUntil });
    expect({ name, versions: one.versions }).toEqual({ name, versions: journeys.versions });
    expect(one.definition.length).toBeGreaterThan(20);
  }

  const paths = await report('paths', site, { variants: 1_000, ...parameters });
  expect(paths.result.paths).toBe(population.journeys);
  const steps = paths.result.transitions;
  const leaving = (from: string) => steps.filter((step) => step.from === from);
  expect(sum(leaving('(start)').map((step) => step.count))).toBe(population.journeys);
  // Each touch is reached once, and left once.
  const ends = new Set(['(converted)', '(abandoned)', '(open)']);
  expect(sum(steps.filter(({ to }) => !ends.has(to)).map((step) => step.count))).toBe(
    population.touches,
  );
  for (const [end, outcome] of [
    ['(converted)', converted],
    ['(abandoned)', abandoned],
    ['(open)', open],
  ] as const) {
    const into = sum(steps.filter(({ to }) => to === end).map((step) => step.count));
    expect({ end, into }).toEqual({ end, into: outcome.count });
  }
  if (paths.result.variantCount <= 1_000)
    expect(sum(paths.result.variants.map((variant) => variant.count))).toBe(population.journeys);

  const drop = await report('drop-off', site, { top: 1_000, ...parameters });
  const touched = new Map(drop.result.rows.map((row) => [row.touchpoint, row.touches]));
  expect(sum(drop.result.rows.map((row) => row.lastTouchLost))).toBe(abandoned.count);
  for (const node of paths.result.nodes) {
    const touches = touched.get(node.touchpoint);
    if (touches !== undefined) expect({ ...node, touches }).toEqual(node);
  }

  const channels = await report('channels', site, parameters);
  expect(sum(channels.result.firsts.map((first) => first.journeys))).toBe(population.journeys);
}

const cases: Record<string, unknown>[] = [{}, { goal: 'thanks,pay' }, { start: 'cart,pay' }];

describe('reports agree with one another', () => {
  test(
    'on random logs',
    () =>
      fc.assert(
        fc.asyncProperty(
          logArbitrary.filter((log) => log.some(({ type }) => type !== 'identify')),
          async (log) => {
            const site = await load(log, log.slice(0, 5));
            for (const [index, parameters] of cases.entries()) {
              await reconcile(site, parameters, index === 0 ? names : once);
            }
          },
        ),
        { seed, numRuns, endOnFailure: true },
      ),
    300_000,
  );
});

/** Cases with events. Small by default: all with TOUCHTRAIL_CASES=all. */
const files = [
  'funnel-semantics',
  'process-running-example',
  'snowplow-sessions-paths',
  'transition-step-tiny',
  ...(process.env['TOUCHTRAIL_CASES'] === 'all'
    ? ['process-receipt', 'ecom-stories', 'process-traffic-fines']
    : []),
];

describe('reports agree with one another on the known cases', () => {
  if (!hasReference) {
    test('known cases', () => {
      console.warn(`\n*** NO KNOWN CASE WAS RECONCILED: there is no ${referenceFolder}.\n`);
      // Where somebody named a folder, its absence is a mistake.
      expect(process.env['TOUCHTRAIL_REFERENCE'], 'is no folder').toBeUndefined();
    });
    return;
  }
  test.each(files)(
    '%s',
    async (name) => {
      expect(await loadFile(name, eventsOf(name))).toBeGreaterThan(0);
      // Fines of 302 weeks: a trend has 120 at most, and says so.
      const fits = (one: ReportName) => one !== 'trends' || name !== 'process-traffic-fines';
      await reconcile(name, {}, once.filter(fits));
    },
    300_000,
  );
});

const hashed = (text: string) => (text === '' ? '' : `h-${[...text].toReversed().join('')}`);

describe('the same people under other names, or next to others', () => {
  test(
    'hashed ids and a second site in the same tables change nothing',
    () =>
      fc.assert(
        fc.asyncProperty(logArbitrary, async (log) => {
          const plain = await load(log);
          const other = await load(
            log.map((touch): LogTouch => ({
              ...touch,
              device: hashed(touch.device),
              user: hashed(touch.user),
              account: hashed(touch.account),
            })),
            log.slice(0, 2),
            (site, touch) => {
              const known = touch.device.startsWith('h-') || touch.user.startsWith('h-');
              // The second insert is of another site with the same ids as the first one.
              return logRow(
                known || touch.account.startsWith('h-') ? site : `${site}-beside`,
                touch,
              );
            },
          );
          // Resampled people are drawn by their ids.
          const asked = { ...needed, attribution: { replicates: 0 } };
          const both = once.map(async (name) => {
            const [a, b] = await Promise.all(
              [plain, other].map((site) => report(name, site, { ...asked[name] })),
            );
            return { name, a, b };
          });
          for (const { name, a, b } of await Promise.all(both)) {
            same(b?.result, a?.result, name);
            expect(b?.population, name).toEqual(a?.population);
          }
        }),
        { seed, numRuns, endOnFailure: true },
      ),
    120_000,
  );
});
