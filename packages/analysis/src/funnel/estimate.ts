import type { FunnelResult, FunnelStep } from '@touchtrail/contract';
import { nameOf } from '../base/names.ts';
import { durationQuantiles } from '../stats/duration-quantiles.ts';
import { wilson } from '../stats/wilson.ts';
import type { FunnelStepRow } from './query.ts';

const insteadShown = 5;

/** Steps with shares, losses and times from the counts; steps nobody reached are zero. */
export function funnelResult(
  steps: readonly string[],
  rows: readonly FunnelStepRow[],
  names: ReadonlyMap<string, string>,
): FunnelResult {
  const at = (step: number) => rows.find((row) => row.step === step);
  const reached = (step: number) => at(step)?.reached ?? 0;
  const result = steps.map((touchpoint, index): FunnelStep => {
    const step = index + 1;
    const row = at(step);
    const last = step === steps.length;
    const [ids = [], counts = []] = row?.next ?? [];
    return {
      touchpoint,
      reached: reached(step),
      ofFirst: wilson(reached(step), reached(1)),
      ofPrevious: wilson(reached(step), reached(index === 0 ? 1 : index)),
      lost: last ? null : (row?.stopped ?? 0) - (row?.stillOpen ?? 0),
      stillOpen: last ? null : (row?.stillOpen ?? 0),
      timeFromPrevious: index === 0 ? null : durationQuantiles(reached(step), row?.fromPrevious),
      insteadNext: last
        ? []
        : ids
            .map((id, place) => ({ touchpoint: nameOf(names, id), people: counts[place] ?? 0 }))
            .toSorted((a, b) => b.people - a.people || (a.touchpoint < b.touchpoint ? -1 : 1))
            .slice(0, insteadShown),
    };
  });
  const finished = reached(steps.length);
  const running = rows.reduce((sum, row) => sum + row.stillOpen, 0);
  return {
    steps: result,
    conversion: wilson(finished, reached(1) - running),
    timeToFinish: durationQuantiles(finished, at(steps.length)?.fromFirst),
  };
}
