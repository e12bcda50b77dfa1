import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { observe } from './oracle/base.ts';
import type { OracleSettings } from './oracle/base.ts';
import { oracleChannels } from './oracle/channels.ts';
import { logSites } from './oracle/harness.ts';
import { day, hour, logArbitrary, settings } from './oracle/log.ts';
import { same, sorted } from './oracle/same.ts';

const { load, report } = logSites();

const seed = Number(process.env['TOUCHTRAIL_SEED'] ?? 20_261_122);
const numRuns = Number(process.env['TOUCHTRAIL_RUNS'] ?? 3);
const base: OracleSettings = {
  ...settings,
  subject: 'person',
  isGoal: (touch) => touch.type === 'conversion',
};
const variations: { parameters: Record<string, unknown>; oracle: OracleSettings }[] = [
  { parameters: {}, oracle: base },
  {
    parameters: { goal: 'thanks' },
    oracle: { ...base, isGoal: (touch) => touch.place === 'thanks' },
  },
  { parameters: { subject: 'account' }, oracle: { ...base, subject: 'account' } },
];

test(
  'channels against a plain second computation',
  () =>
    fc.assert(
      fc.asyncProperty(logArbitrary, async (log) => {
        const site = await load(log, log.slice(0, 2));
        for (const { parameters, oracle } of variations) {
          const observed = observe(log, oracle);
          if (observed.journeys.length === 0) continue;
          for (const horizon of [3 * hour, 3 * day]) {
            const { result } = await report('channels', site, { ...parameters, horizon });
            const expected = oracleChannels(observed, horizon);
            for (const list of ['moves', 'landings', 'firsts'] as const) {
              same(sorted(result[list]), sorted(expected[list]), list);
            }
            same(
              { ...result, moves: 0, landings: 0, firsts: 0 },
              { ...expected, moves: 0, landings: 0, firsts: 0 },
            );
            expect(result.mixes).toHaveLength(3);
          }
        }
      }),
      { seed, numRuns, endOnFailure: true },
    ),
  240_000,
);
