import { noValue, otherValues } from '@touchtrail/contract';
import type { FunnelGroup, FunnelMode, FunnelResult, FunnelStep } from '@touchtrail/contract';
import { nameOf } from '../base/names.ts';
import { timeSpread } from '../stats/time-spread.ts';
import { wilson } from '../stats/wilson.ts';
import type { FunnelGroupRow, FunnelStepRow } from './query.ts';

const insteadShown = 5;

/** Steps with shares, losses and times from the counts; steps nobody reached are zero. */
export function funnelResult(
  steps: readonly string[],
  mode: FunnelMode,
  rows: readonly FunnelStepRow[],
  names: ReadonlyMap<string, string>,
): Omit<FunnelResult, 'breakdown' | 'people'> {
  const at = (step: number) => rows.find((row) => row.step === step);
  const reached = (step: number) => at(step)?.reached ?? 0;
  const result = steps.map((touchpoint, index): FunnelStep => {
    const step = index + 1;
    const row = at(step);
    const last = step === steps.length;
    const [ids = [], counts = []] = row?.next ?? [];
    const instead = ids
      .map((id, place) => ({ touchpoint: nameOf(names, id), people: counts[place] ?? 0 }))
      .toSorted((a, b) => b.people - a.people || (a.touchpoint < b.touchpoint ? -1 : 1))
      .slice(0, insteadShown);
    const shown = instead.reduce((sum, { people }) => sum + people, 0);
    const stopped = row?.stopped ?? 0;
    const nothing = row?.nothing ?? 0;
    return {
      touchpoint: mode === 'unordered' ? `any ${step} of ${steps.length}` : touchpoint,
      reached: reached(step),
      ofFirst: wilson(reached(step), reached(1)),
      ofPrevious: wilson(reached(step), reached(index === 0 ? 1 : index)),
      lost: last ? null : stopped - (row?.stillOpen ?? 0),
      stillOpen: last ? null : (row?.stillOpen ?? 0),
      excluded: last ? null : (row?.excluded ?? 0),
      cameBack: last ? null : (row?.cameBack ?? 0),
      timeFromPrevious: index === 0 ? null : timeSpread(reached(step), row?.fromPrevious),
      insteadNext: last ? [] : instead,
      insteadOther: last ? 0 : stopped - nothing - shown,
      insteadNothing: last ? 0 : nothing,
    };
  });
  const finished = reached(steps.length);
  const running = rows.reduce((sum, row) => sum + row.stillOpen, 0);
  return {
    mode,
    steps: result,
    conversion: wilson(finished, reached(1) - running),
    conversionWatched: wilson(at(1)?.watchedFinished ?? 0, at(1)?.watched ?? 0),
    stillOpen: running,
    timeToFinish: timeSpread(finished, at(steps.length)?.fromFirst),
  };
}

/** Groups by value, and what is left of everybody as `(other)`. */
export function funnelGroups(
  rows: readonly FunnelGroupRow[],
  all: Omit<FunnelResult, 'breakdown' | 'people'>,
): FunnelGroup[] {
  const groups = rows.map(({ value, reached, stillOpen, toFinish }): FunnelGroup => ({
    value: value === '' ? noValue : value,
    reached,
    stillOpen,
    conversion: wilson(reached.at(-1) ?? 0, (reached[0] ?? 0) - stillOpen),
    timeToFinish: timeSpread(reached.at(-1) ?? 0, toFinish),
  }));
  const rest = all.steps.map(
    (step, index) =>
      step.reached - groups.reduce((sum, group) => sum + (group.reached[index] ?? 0), 0),
  );
  if ((rest[0] ?? 0) > 0) {
    const stillOpen = all.stillOpen - groups.reduce((sum, group) => sum + group.stillOpen, 0);
    groups.push({
      value: otherValues,
      reached: rest,
      stillOpen,
      conversion: wilson(rest.at(-1) ?? 0, (rest[0] ?? 0) - stillOpen),
      timeToFinish: null,
    });
  }
  return groups;
}
