import type { Behind } from '@touchtrail/contract/view';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { logSites } from './oracle/harness.ts';
import { logArbitrary, settings } from './oracle/log.ts';

const { load, report } = logSites();

const seed = Number(process.env['TOUCHTRAIL_SEED'] ?? 20_261_124);
const numRuns = Number(process.env['TOUCHTRAIL_RUNS'] ?? 1);
/** Figures of each kind that are asked for, the largest. */
const asked = Number(process.env['TOUCHTRAIL_FIGURES'] ?? 1);

/** A figure of a report, and the journeys that must be behind it. */
interface Figured {
  behind: Behind;
  times?: number;
  journeys?: number;
}

const ends = new Set(['(converted)', '(abandoned)', '(open)']);

/** Every figure of each kind that reports tell of a site. */
async function figures(site: string, parameters: Record<string, unknown>): Promise<Figured[][]> {
  const horizon = settings.inactivityLimit;
  const shape = { mergeRepeats: true, startAt: 'cart' };
  const cut = { endAt: 'pay' };
  const thin = { exclude: ['home', 'mail'] };
  const [paths, from, back, thinned, drop, re, channels] = await Promise.all([
    report('paths', site, { ...parameters, variants: 1_000 }),
    report('paths', site, { ...parameters, ...shape, itemsPerStep: 25 }),
    report('paths', site, { ...parameters, ...cut, itemsPerStep: 25 }),
    report('paths', site, { ...parameters, ...thin, itemsPerStep: 25 }),
    report('drop-off', site, { ...parameters, top: 1_000 }),
    report('re-entry', site, { ...parameters, horizon, top: 1_000 }),
    report('channels', site, parameters),
  ]);
  const variants = (of: typeof paths, part: object): Figured[] =>
    of.result.variants.map(({ path, count }) => ({
      behind: { kind: 'path', path, ...part },
      journeys: count,
    }));
  const boxes = (of: typeof paths, part: object): Figured[] =>
    of.result.flow.nodes
      .filter(({ key }) => !key.startsWith('('))
      .map(({ step, key, paths: journeys }) => ({
        behind: { kind: 'step', step, touchpoint: key, ...part },
        journeys,
      }));
  const ribbons = (of: typeof paths, part: object): Figured[] =>
    of.result.flow.links
      .filter(
        (link) => !link.from.startsWith('(') && (ends.has(link.to) || !link.to.startsWith('(')),
      )
      .map(({ step, from: touchpoint, to: next, paths: journeys }) => ({
        behind: { kind: 'step', step, touchpoint, next, ...part },
        journeys,
      }));
  return [
    paths.result.nodes.map(({ touchpoint, touches, paths: journeys }) => ({
      behind: { kind: 'touched', touchpoint },
      times: touches,
      journeys,
    })),
    paths.result.transitions.map(({ from: origin, to, count, paths: journeys }) => ({
      behind: { kind: 'moved', from: origin, to },
      times: count,
      journeys,
    })),
    variants(paths, {}),
    variants(from, shape),
    variants(back, cut),
    variants(thinned, thin),
    boxes(thinned, thin),
    ribbons(thinned, thin),
    boxes(from, shape),
    boxes(back, cut),
    ribbons(paths, {}),
    ribbons(from, shape),
    ribbons(back, cut),
    drop.result.rows.map(({ touchpoint, hazard }) => ({
      behind: { kind: 'paused', touchpoint },
      times: hazard.count,
    })),
    drop.result.rows.map(({ touchpoint, lastTouchLost }) => ({
      behind: { kind: 'lost', touchpoint },
      journeys: lastTouchLost,
    })),
    drop.result.rows.map(({ touchpoint, lastTouchSilent }) => ({
      behind: { kind: 'silent', touchpoint },
      journeys: lastTouchSilent,
    })),
    re.result.rows.map(({ from: left, to, channel, returns }) => ({
      behind: { kind: 'returned', from: left, to, channel },
      times: returns,
    })),
    re.result.points.map(({ to, channel, returns }) => ({
      behind: { kind: 'returned', to, channel },
      times: returns,
    })),
    [{ behind: { kind: 'returned' }, times: re.result.returns }],
    channels.result.moves.map(({ from: origin, to, moves, journeys }) => ({
      behind: { kind: 'switched', from: origin, to },
      times: moves,
      journeys,
    })),
    channels.result.firsts.map(({ first, journeys }) => ({
      behind: { kind: 'began', channel: first },
      journeys,
    })),
    channels.result.landings.map(({ first, last, conversions }) => ({
      behind: { kind: 'landed', first, last },
      journeys: conversions,
    })),
  ];
}

const cases: Record<string, unknown>[] = [
  {},
  { goal: 'thanks,pay', abandonmentGaps: { digital: 3_600_000, analog: 7_200_000 } },
];

test(
  `as many journeys are behind a figure as the figure says (TOUCHTRAIL_SEED=${seed})`,
  () =>
    fc.assert(
      fc.asyncProperty(
        logArbitrary.filter((log) => log.filter(({ type }) => type !== 'identify').length > 40),
        async (log) => {
          const site = await load(log, log.slice(0, 5));
          let met = 0;
          for (const parameters of cases) {
            for (const kind of await figures(site, parameters)) {
              const some = kind.toSorted(
                (a, b) => (b.times ?? b.journeys ?? 0) - (a.times ?? a.journeys ?? 0),
              );
              met += (some[0]?.times ?? some[0]?.journeys ?? 0) > 0 ? 1 : 0;
              for (const { behind, ...expected } of some.slice(0, asked)) {
                const { result } = await report('journeys', site, {
                  ...parameters,
                  behind,
                  list: 1_000,
                  horizon: settings.inactivityLimit,
                });
                expect({ behind, counts: result.behind }).toMatchObject({
                  behind,
                  counts: expected,
                });
                expect({ behind, n: result.journeys.length }).toEqual({
                  behind,
                  n: result.behind?.journeys,
                });
                expect(new Set(result.journeys.map(({ subject }) => subject)).size).toBe(
                  result.behind?.people,
                );
              }
            }
          }
          expect(met).toBeGreaterThan(25);
        },
      ),
      { seed, numRuns, endOnFailure: true },
    ),
  300_000,
);
