import type { PathTransition } from '@touchtrail/contract';

const longest = 6;
const shortest = 3;
const start = '(start)';
const converted = '(converted)';
const isEnd = (key: string) => /^\((?:converted|abandoned|open|end|start)\)$/.test(key);

/** The transition with the highest count that passes; ties by name, so that it is always the same. */
function strongest(
  transitions: readonly PathTransition[],
  passes: (one: PathTransition) => boolean,
): PathTransition | undefined {
  let best: PathTransition | undefined;
  for (const one of transitions) {
    if (!passes(one)) continue;
    const better =
      !best ||
      one.count > best.count ||
      (one.count === best.count && one.from + one.to < best.from + best.to);
    if (better) best = one;
  }
  return best;
}

/**
 * A first funnel to edit: the most trodden road, walked back from where most journeys convert. Without
 * conversions it is walked forward from where most begin. It is a proposal, not a finding.
 *
 * @example
 * suggestSteps(report.result.transitions); // ['category', 'product', 'cart', 'order.placed']
 */
export function suggestSteps(transitions: readonly PathTransition[]): string[] {
  const goal = strongest(transitions, ({ from, to }) => to === converted && !isEnd(from))?.from;
  const first = strongest(transitions, ({ from, to }) => from === start && !isEnd(to))?.to;
  const anchor = goal ?? first;
  if (anchor === undefined) return [];
  const road = [anchor];
  while (road.length < longest) {
    const edge = goal === undefined ? road.at(-1) : road[0];
    const next = strongest(transitions, ({ from, to }) =>
      goal === undefined
        ? from === edge && !isEnd(to) && !road.includes(to)
        : to === edge && !road.includes(from) && (from === start || !isEnd(from)),
    );
    if (!next) break;
    if (goal === undefined) {
      road.push(next.to);
      continue;
    }
    const before =
      next.from === start
        ? strongest(
            transitions,
            ({ from, to }) => to === edge && !isEnd(from) && !road.includes(from),
          )
        : next;
    // Most begin here: the road has its beginning, unless it is too short to be a funnel.
    if (!before || (next.from === start && road.length >= shortest)) break;
    road.unshift(before.from);
  }
  return road;
}
