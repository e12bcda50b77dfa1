import type { PhasesResult } from '@touchtrail/contract';
import { durationQuantiles } from '../stats/duration-quantiles.ts';
import { wilson } from '../stats/wilson.ts';
import type { PhaseFact, PhaseFactRow } from './query.ts';

/**
 * The figures of the phases report from what was counted.
 *
 * @param phases of the site in order; rows number them from 1
 */
export function phasesResult(
  rows: readonly PhaseFactRow[],
  phases: readonly string[],
): Omit<PhasesResult, 'horizonMs' | 'cells' | 'experience' | 'backstage' | 'kpis'> {
  const of = (kind: PhaseFact) => rows.filter((row) => row.kind === kind);
  const one = (kind: PhaseFact, a = 0) => rows.find((row) => row.kind === kind && row.a === a);
  const journeys = one('journey')?.n ?? 0;
  const observed = one('observed')?.flagged ?? 0;
  const moves = of('move');
  const named = (number: number): string => phases[number - 1] ?? '';
  const touches = of('reach').reduce((sum, row) => sum + row.amount, 0);
  const without = one('without')?.amount ?? 0;
  return {
    phases: phases.map((phase, index) => {
      const reach = one('reach', index + 1);
      const left = one('left', index + 1);
      const stay = one('stay', index + 1);
      return {
        phase,
        touches: reach?.amount ?? 0,
        reached: wilson(reach?.n ?? 0, journeys),
        reachedWithin: wilson(reach?.flagged ?? 0, observed),
        timeToReach: durationQuantiles(reach?.n ?? 0, reach?.delay),
        stays: stay?.n ?? 0,
        timeInPhase: durationQuantiles(left?.n ?? 0, left?.delay),
        returns: stay?.flagged ?? 0,
      };
    }),
    moves: moves
      .map((row) => ({
        from: named(row.a),
        to: named(row.b),
        back: row.b < row.a,
        moves: row.n,
        journeys: row.flagged,
        share: wilson(row.n, one('left', row.a)?.n ?? 0),
        delay: durationQuantiles(row.n, row.delay),
      }))
      .toSorted(
        (a, b) =>
          b.moves - a.moves ||
          phases.indexOf(a.from) - phases.indexOf(b.from) ||
          phases.indexOf(a.to) - phases.indexOf(b.to),
      ),
    wentBack: wilson(one('journey')?.flagged ?? 0, journeys),
    furthest: [...phases.map((_, index) => index + 1), 0].map((number) => {
      const count = one('furthest', number)?.n ?? 0;
      return {
        phase: number === 0 ? null : named(number),
        journeys: count,
        share: wilson(count, journeys),
      };
    }),
    withoutPhase: wilson(without, without + touches),
  };
}
