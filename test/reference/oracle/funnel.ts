import { at, count, durations, group, share } from './base.ts';
import type { Observed, OracleSettings } from './base.ts';
import type { LogTouch } from './log.ts';

interface Deepest {
  times: number[];
  open: boolean;
  next: LogTouch | undefined;
}

function deepest(
  touches: readonly LogTouch[],
  steps: readonly string[],
  windowMs: number,
  isOpen: (begin: number) => boolean,
): Deepest | undefined {
  let best: Deepest | undefined;
  for (const [begin, first] of touches.entries()) {
    if (first.place !== steps[0]) continue;
    const times = [first.ts];
    let place = begin;
    for (const step of steps.slice(1)) {
      const found = touches.findIndex((touch, index) => index > place && touch.place === step);
      if (found < 0 || at(touches, found).ts > first.ts + windowMs) break;
      times.push(at(touches, found).ts);
      place = found;
    }
    const open = times.length < steps.length && isOpen(first.ts);
    if (!best || times.length > best.times.length) {
      best = { times, open, next: touches[place + 1] };
    } else if (times.length === best.times.length) {
      best.open ||= open;
    }
  }
  return best;
}

/** The funnel, by trying every first step of everybody. */
export function oracleFunnel(
  { people, until }: Observed,
  { inactivityLimit }: OracleSettings,
  steps: readonly string[],
  windowMs: number,
) {
  const tries = people.flatMap(({ touches }) => {
    const last = at(touches, touches.length - 1).ts;
    const found = deepest(touches, steps, windowMs, (begin) =>
      windowMs === Infinity ? until - last < inactivityLimit : until - begin < windowMs,
    );
    return found ? [found] : [];
  });
  const reach = (step: number) => tries.filter((t) => t.times.length >= step);
  const finished = reach(steps.length);
  return {
    steps: steps.map((touchpoint, index) => {
      const step = index + 1;
      const here = reach(step);
      const stopped = here.filter((t) => t.times.length === step);
      const isLast = step === steps.length;
      const next = isLast ? [] : stopped.flatMap((t) => (t.next ? [t.next] : []));
      return {
        touchpoint,
        reached: here.length,
        ofFirst: share(here.length, reach(1).length),
        ofPrevious: share(here.length, reach(Math.max(1, index)).length),
        lost: isLast ? null : count(stopped, (t) => !t.open),
        stillOpen: isLast ? null : count(stopped, (t) => t.open),
        timeFromPrevious:
          index === 0
            ? null
            : durations(here.map((t) => at(t.times, index) - at(t.times, index - 1))),
        insteadNext: [...group(next, (touch) => touch.place)]
          .map(([place, list]) => ({ touchpoint: place, people: list.length }))
          .toSorted((a, b) => b.people - a.people || (a.touchpoint < b.touchpoint ? -1 : 1))
          .slice(0, 5),
      };
    }),
    conversion: share(
      finished.length,
      count(tries, (t) => !t.open),
    ),
    timeToFinish: durations(finished.map((t) => at(t.times, steps.length - 1) - at(t.times, 0))),
  };
}
