import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { at, observe } from './oracle/base.ts';
import type { OracleSettings } from './oracle/base.ts';
import { oracleFunnel } from './oracle/funnel.ts';
import { logSites } from './oracle/harness.ts';
import { day, hour, logArbitrary, settings } from './oracle/log.ts';
import { same } from './oracle/same.ts';

const { load, report } = logSites();

const seed = Number(process.env['TOUCHTRAIL_SEED'] ?? 20_261_122);
const numRuns = Number(process.env['TOUCHTRAIL_RUNS'] ?? 2);
const options = { seed, numRuns, endOnFailure: true };

const person: OracleSettings = {
  ...settings,
  subject: 'person',
  isGoal: (touch) => touch.type === 'conversion',
};
const variations: { parameters: Record<string, unknown>; oracle: OracleSettings }[] = [
  { parameters: {}, oracle: person },
  { parameters: { subject: 'account' }, oracle: { ...person, subject: 'account' } },
];
const places = ['home', 'cart', 'pay', 'thanks'] as const;

test(
  'funnels against a plain second computation',
  () =>
    fc.assert(
      fc.asyncProperty(
        logArbitrary,
        fc.array(fc.constantFrom(...places), { minLength: 2, maxLength: 4 }),
        fc.shuffledSubarray(['home', 'mail', 'pay'], { minLength: 0, maxLength: 2 }),
        fc.constantFrom('none' as const, 60_000, 2 * hour, 4 * day),
        fc.constantFrom('ordered' as const, 'strict' as const, 'unordered' as const),
        async (log, wanted, barred, window, mode) => {
          const site = await load(log, log.slice(-2));
          const steps = mode === 'unordered' ? [...new Set([...wanted, 'cart', 'home'])] : wanted;
          for (const exclude of [[], barred.filter((place) => !steps.includes(place))]) {
            for (const { parameters, oracle } of variations) {
              const observed = observe(log, oracle);
              if (observed.people.length === 0) continue;
              // Also a window that some pair of steps fills to the millisecond.
              const exact = observed.people
                .flatMap(({ touches }) => touches.map((touch) => touch.ts - at(touches, 0).ts))
                .find((ms) => ms > 0);
              // And one that closes with the end of the data.
              const begun = observed.people.flatMap(({ touches }) =>
                touches.flatMap((t) => (t.place === steps[0] ? [observed.until - t.ts] : [])),
              );
              for (const asked of [window, exact, begun.find((ms) => ms > 0)]) {
                if (asked === undefined) continue;
                const { result } = await report('funnel', site, {
                  ...parameters,
                  steps,
                  mode,
                  exclude,
                  window: asked,
                });
                const windowMs = asked === 'none' ? Infinity : asked;
                same(result, oracleFunnel(observed, oracle, { steps, windowMs, mode, exclude }));
              }
            }
          }
        },
      ),
      options,
    ),
  240_000,
);

test('groups add up to everybody, whatever they are told apart by', async () => {
  const logs = fc.sample(logArbitrary, { seed: seed + 5, numRuns: 60 });
  const site = await load(logs.find((log) => log.length > 40) ?? []);
  for (const mode of ['ordered', 'strict', 'unordered'] as const) {
    for (const breakdown of ['entry_channel', 'props.plan']) {
      for (const groups of [1, 4]) {
        const asked = { steps: 'home,cart,thanks', window: '4d', mode };
        const { result } = await report('funnel', site, { ...asked, breakdown, groups });
        const plain = await report('funnel', site, asked);
        expect({ ...result, breakdown: null }).toEqual(plain.result);
        const told = result.breakdown?.groups ?? [];
        expect(told.length).toBeGreaterThan(0);
        for (const [index, step] of result.steps.entries()) {
          expect(told.reduce((sum, group) => sum + (group.reached[index] ?? 0), 0)).toBe(
            step.reached,
          );
        }
        expect(told.reduce((sum, group) => sum + group.stillOpen, 0)).toBe(result.stillOpen);
      }
    }
  }
});

test('those who are listed are those who were counted, each once', async () => {
  const logs = fc.sample(logArbitrary, { seed: seed + 6, numRuns: 60 });
  const site = await load(logs.find((log) => log.length > 40) ?? []);
  for (const mode of ['ordered', 'strict', 'unordered'] as const) {
    const asked = { steps: 'home,cart,thanks', window: '4d', mode, list: 1_000 };
    for (const listStep of mode === 'ordered' ? [1, 2] : [2]) {
      for (const listWho of ['reached', 'went-on', 'lost', 'open'] as const) {
        if (mode !== 'ordered' && listWho !== 'lost') continue;
        const { result } = await report('funnel', site, { ...asked, listStep, listWho });
        const step = at(result.steps, listStep - 1);
        const counts = {
          reached: step.reached,
          'went-on': at(result.steps, listStep).reached,
          lost: step.lost,
          open: step.stillOpen,
        };
        const names = result.people.map(({ subject }) => subject);
        expect(names, `${mode} ${listStep} ${listWho}`).toHaveLength(counts[listWho] ?? -1);
        expect(new Set(names).size).toBe(names.length);
        for (const { startedAt, reachedAt, depth } of result.people) {
          expect(reachedAt).toBeGreaterThanOrEqual(startedAt);
          expect(depth).toBeGreaterThanOrEqual(listStep);
        }
      }
    }
  }
  await expect(
    report('funnel', site, { steps: 'home,cart', list: 5, listStep: 2, listWho: 'lost' }),
  ).rejects.toThrow(/listStep/);
});
