import type { FunnelMode, TimeSpread } from '@touchtrail/contract';
import { at, count, durations, group, mean, quantile, share } from './base.ts';
import type { Observed, OracleSettings } from './base.ts';
import type { LogTouch } from './log.ts';

interface Try {
  /** The touches of the levels reached. */
  reached: LogTouch[];
  /** Touched next by the person after the last of them. */
  next: LogTouch | undefined;
  ended: 'window' | 'excluded' | 'open';
}

export interface FunnelAsked {
  steps: readonly string[];
  windowMs: number;
  mode: FunnelMode;
  exclude: readonly string[];
}

/** What a try that begins at a touch reaches, touch after touch. */
function tryFrom(
  touches: readonly LogTouch[],
  begin: number,
  { steps, windowMs, mode, exclude }: FunnelAsked,
  isOpen: (begin: number) => boolean,
): Try {
  const first = at(touches, begin);
  const reached = [first];
  let last = begin;
  let barred = false;
  for (let index = begin + 1; index < touches.length; index++) {
    const touch = at(touches, index);
    if (touch.ts > first.ts + windowMs) break;
    if (exclude.includes(touch.place)) {
      barred = true;
      break;
    }
    if (reached.length === steps.length) continue;
    const wanted =
      mode === 'unordered'
        ? steps.includes(touch.place) && !reached.some(({ place }) => place === touch.place)
        : touch.place === steps[reached.length] && (mode === 'ordered' || index === last + 1);
    if (!wanted) continue;
    reached.push(touch);
    last = index;
  }
  const done = reached.length === steps.length;
  // An excluded touch ends a try whenever it comes, so also beyond the window; that is over anyway.
  const later = touches.slice(begin + 1).some(({ place }) => exclude.includes(place));
  return {
    reached,
    next: touches[last + 1],
    ended: done ? 'window' : barred ? 'excluded' : !later && isOpen(first.ts) ? 'open' : 'window',
  };
}

function deepest(tries: readonly Try[]): { best: Try; open: boolean; excluded: boolean } {
  const depth = Math.max(...tries.map(({ reached }) => reached.length));
  const deep = tries.filter(({ reached }) => reached.length === depth);
  const best = at(deep, 0);
  const open = deep.some(({ ended }) => ended === 'open');
  return { best, open, excluded: best.ended === 'excluded' && !open };
}

const barsUpTo = [
  1e3,
  3e3,
  1e4,
  3e4,
  6e4,
  18e4,
  6e5,
  18e5,
  36e5,
  108e5,
  216e5,
  432e5,
  ...[1, 2, 3, 7, 14, 30, 60, 90, 180, 365].map((n) => n * 864e5),
  Infinity,
];

function spread(values: readonly number[]): TimeSpread {
  const bars = barsUpTo.map((upTo, index) => ({
    upTo: upTo === Infinity ? null : upTo,
    count: count(values, (ms) => ms <= upTo && (index === 0 || ms > at(barsUpTo, index - 1))),
  }));
  const first = bars.findIndex((bar) => bar.count > 0);
  const last = bars.findLastIndex((bar) => bar.count > 0);
  return {
    ...durations(values),
    p95: quantile(values, 0.95),
    p99: quantile(values, 0.99),
    mean: mean(values),
    histogram: first < 0 ? [] : bars.slice(first, last + 1),
  };
}

/** The funnel, by trying every first step of everybody. */
export function oracleFunnel(
  { people, until }: Observed,
  { inactivityLimit, visitGap }: OracleSettings,
  asked: FunnelAsked,
) {
  const { steps, windowMs, mode } = asked;
  const entered = people.flatMap(({ touches }) => {
    const lastAt = at(touches, touches.length - 1).ts;
    const isOpen = (begin: number) =>
      windowMs === Infinity ? until - lastAt < inactivityLimit : until - begin < windowMs;
    const begins = touches.flatMap(({ place }, index) =>
      (mode === 'unordered' ? steps.includes(place) : place === steps[0]) ? [index] : [],
    );
    if (begins.length === 0) return [];
    const found = deepest(begins.map((begin) => tryFrom(touches, begin, asked, isOpen)));
    const after = touches.slice(
      touches.indexOf(at(found.best.reached, -1 + found.best.reached.length)),
    );
    const cameBack = after.some(
      (touch, index) => index > 0 && touch.ts - at(after, index - 1).ts > visitGap,
    );
    return [{ ...found, cameBack, times: found.best.reached.map((touch) => touch.ts) }];
  });
  const reach = (step: number) => entered.filter((t) => t.times.length >= step);
  const finished = reach(steps.length);
  const old = entered.filter(
    (t) => until - at(t.times, 0) >= (windowMs === Infinity ? inactivityLimit : windowMs),
  );
  return {
    mode,
    steps: steps.map((touchpoint, index) => {
      const step = index + 1;
      const here = reach(step);
      const stopped = here.filter((t) => t.times.length === step);
      const isLast = step === steps.length;
      const next = stopped.flatMap((t) => (t.best.next ? [t.best.next] : []));
      const instead = [...group(next, (touch) => touch.place)]
        .map(([place, list]) => ({ touchpoint: place, people: list.length }))
        .toSorted((a, b) => b.people - a.people || (a.touchpoint < b.touchpoint ? -1 : 1))
        .slice(0, 5);
      const shown = instead.reduce((sum, { people: n }) => sum + n, 0);
      return {
        touchpoint: mode === 'unordered' ? `any ${step} of ${steps.length}` : touchpoint,
        reached: here.length,
        ofFirst: share(here.length, reach(1).length),
        ofPrevious: share(here.length, reach(Math.max(1, index)).length),
        lost: isLast ? null : count(stopped, (t) => !t.open),
        stillOpen: isLast ? null : count(stopped, (t) => t.open),
        excluded: isLast ? null : count(stopped, (t) => t.excluded),
        cameBack: isLast ? null : count(stopped, (t) => t.cameBack),
        timeFromPrevious:
          index === 0 ? null : spread(here.map((t) => at(t.times, index) - at(t.times, index - 1))),
        insteadNext: isLast ? [] : instead,
        insteadOther: isLast ? 0 : next.length - shown,
        insteadNothing: isLast ? 0 : stopped.length - next.length,
      };
    }),
    conversion: share(
      finished.length,
      count(entered, (t) => !t.open),
    ),
    conversionWatched: share(
      count(old, (t) => t.times.length === steps.length),
      old.length,
    ),
    stillOpen: count(entered, (t) => t.open),
    timeToFinish: spread(finished.map((t) => at(t.times, steps.length - 1) - at(t.times, 0))),
    breakdown: null,
    people: [],
  };
}
