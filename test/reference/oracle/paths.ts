import { at, count, durations, group, share } from './base.ts';
import type { Observed, OracleSettings } from './base.ts';
import type { LogTouch } from './log.ts';

export interface OraclePath {
  touches: LogTouch[];
  end: string;
  goal: boolean;
  /** Whether the whole path is an open journey, wherever it was cut. */
  open?: boolean;
  /** When its last touch was, wherever it was cut. */
  lastTs?: number;
  /** All of its touches, wherever it was cut. */
  whole?: readonly LogTouch[];
}

export interface PathCut {
  unit: 'journey' | 'person' | 'visit';
  mergeRepeats: boolean;
  startAt?: string | undefined;
  endAt?: string | undefined;
  exclude?: readonly string[];
}

interface PathOptions extends PathCut {
  steps: number;
  itemsPerStep: number;
  minShare?: number;
}

/** Which touches of a path are asked for; nothing when it does not pass the places. */
function pieceOf(touches: LogTouch[], { startAt, endAt }: PathCut): LogTouch[] {
  const places = touches.map((touch) => touch.place);
  const from = startAt === undefined ? 0 : places.indexOf(startAt);
  if (from < 0) return [];
  if (endAt === undefined) return touches.slice(from);
  const to = startAt === undefined ? places.lastIndexOf(endAt) : places.indexOf(endAt, from + 1);
  return to < 0 ? [] : touches.slice(from, to + 1);
}

export function pathsOf(
  { people, journeys }: Observed,
  settings: OracleSettings,
  options: PathCut,
): OraclePath[] {
  const goal = (touches: LogTouch[]) => touches.some((touch) => settings.isGoal(touch));
  let whole: OraclePath[];
  if (options.unit === 'journey') {
    whole = journeys.map((j) => ({
      touches: j.touches,
      end: `(${j.outcome})`,
      goal: goal(j.touches),
    }));
  } else if (options.unit === 'person') {
    whole = people.map((p) => ({ touches: p.touches, end: '(end)', goal: goal(p.touches) }));
  } else {
    whole = people.flatMap(({ touches }) => {
      const runs: LogTouch[][] = [];
      for (const [index, touch] of touches.entries()) {
        const gap = touch.ts - (touches[index - 1]?.ts ?? -Infinity);
        if (gap > settings.visitGap) runs.push([touch]);
        else runs.at(-1)?.push(touch);
      }
      return runs.map((run) => ({ touches: run, end: '(end)', goal: goal(run) }));
    });
  }
  return whole.flatMap((path) => {
    const told = path.touches.filter(({ place }) => !options.exclude?.includes(place));
    const kept = pieceOf(told, options);
    if (kept.length === 0) return [];
    const end = options.endAt === undefined ? path.end : '(end)';
    const touches = options.mergeRepeats
      ? kept.filter((touch, index) => touch.place !== kept[index - 1]?.place)
      : kept;
    return [
      {
        ...path,
        touches,
        end,
        open: path.end === '(open)',
        lastTs: path.touches.at(-1)?.ts ?? 0,
        whole: path.touches,
      },
    ];
  });
}

const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Transitions, variants and flow, path by path. */
export function oraclePaths(observed: Observed, settings: OracleSettings, options: PathOptions) {
  const paths = pathsOf(observed, settings, options);
  const moves = paths.flatMap((path) => {
    const names = ['(start)', ...path.touches.map((t) => t.place), path.end];
    return names.slice(1).map((to, index) => {
      const [a, b] = [path.touches[index - 1], path.touches[index]];
      return { path, from: at(names, index), to, lag: a && b ? b.ts - a.ts : undefined };
    });
  });
  const transitions = [...group(moves, (m) => JSON.stringify([m.from, m.to]))]
    .map(([, list]) => {
      const { from, to, lag } = at(list, 0);
      return {
        from,
        to,
        count: list.length,
        paths: new Set(list.map((m) => m.path)).size,
        share: share(
          list.length,
          count(moves, (m) => m.from === from),
        ),
        lag: lag === undefined ? null : durations(list.map((m) => m.lag ?? 0)),
      };
    })
    .toSorted((a, b) => b.count - a.count || byName(a.from, b.from) || byName(a.to, b.to));
  const places = [...new Set(paths.flatMap((path) => path.touches.map((t) => t.place)))];
  const variants = [...group(paths, (path) => JSON.stringify(path.touches.map((t) => t.place)))];
  return {
    unit: options.unit,
    paths: paths.length,
    direction: options.endAt && !options.startAt ? 'backward' : 'forward',
    reached:
      options.startAt && options.endAt
        ? share(paths.length, pathsOf(observed, settings, { ...options, endAt: undefined }).length)
        : null,
    nodes: places
      .map((touchpoint) => ({
        touchpoint,
        touches: count(
          paths.flatMap((path) => path.touches),
          (t) => t.place === touchpoint,
        ),
        paths: count(paths, (path) => path.touches.some((t) => t.place === touchpoint)),
      }))
      .toSorted((a, b) => b.touches - a.touches || byName(a.touchpoint, b.touchpoint)),
    transitions,
    variants: variants.map(([text, list]) => {
      const closed = list.filter((path) => !path.open);
      return {
        path: JSON.parse(text) as string[],
        length: (JSON.parse(text) as string[]).length,
        count: list.length,
        share: share(list.length, paths.length),
        converted: share(
          count(closed, (path) => path.goal),
          closed.length,
        ),
      };
    }),
    variantCount: variants.length,
    variantCoverage: share(paths.length, paths.length),
    flow: flowOf(paths, settings, options),
  };
}

function flowOf(paths: readonly OraclePath[], settings: OracleSettings, options: PathOptions) {
  const { steps, itemsPerStep, minShare = 0 } = options;
  const backward = options.endAt !== undefined && options.startAt === undefined;
  const boxAt = (path: OraclePath, step: number) =>
    backward
      ? (path.touches.at(-step)?.place ?? '(start)')
      : (path.touches[step - 1]?.place ?? path.end);
  const isAgain = ({ touches }: OraclePath, step: number) => {
    const here = backward ? touches.length - step : step - 1;
    return touches.slice(0, here).some(({ place }) => place === touches[here]?.place);
  };
  const touchAt = ({ touches }: OraclePath, step: number) =>
    backward ? touches.at(-step) : touches[step - 1];
  /** Whether a visit ended between a touch and the next in the flow. */
  const isLater = (path: OraclePath, step: number) => {
    const [a, b] = [touchAt(path, step), touchAt(path, step + 1)];
    if (!a || !b || step > path.touches.length - 1) return false;
    const [from, to] = [Math.min(a.ts, b.ts), Math.max(a.ts, b.ts)];
    const between = (path.whole ?? []).filter(({ ts }) => ts >= from && ts <= to);
    return between.some(({ ts }, i) => ts - (between[i - 1]?.ts ?? ts) > settings.visitGap);
  };
  const pauses = options.unit !== 'visit';
  const outcomes = options.unit === 'journey' && options.endAt === undefined;
  const stops = (list: OraclePath[], step: number) => {
    const told = step < steps;
    const ended = (end: string) => count(list, (path) => boxAt(path, step + 1) === end);
    return {
      later: told && pauses ? count(list, (path) => isLater(path, step)) : null,
      abandoned: told && outcomes ? ended('(abandoned)') : null,
      open: told && outcomes ? ended('(open)') : null,
    };
  };
  const none = { later: null, abandoned: null, open: null };
  const nodes: {
    step: number;
    key: string;
    paths: number;
    members: number;
    again: number | null;
    later: number | null;
    abandoned: number | null;
    open: number | null;
  }[] = [];
  const keep: Set<string>[] = [];
  for (let step = 1; step <= steps; step++) {
    const groups = [...group(paths, (path) => boxAt(path, step))];
    const ranked = groups
      .filter(([key]) => !key.startsWith('('))
      .toSorted((a, b) => b[1].length - a[1].length || byName(a[0], b[0]));
    const often = ranked.filter(([, list]) => list.length >= minShare * paths.length);
    const top = often.slice(0, itemsPerStep);
    const rest = ranked.slice(top.length);
    for (const [key, list] of top) {
      const again = count(list, (path) => isAgain(path, step));
      nodes.push({ step, key, paths: list.length, members: 1, again, ...stops(list, step) });
    }
    if (rest.length > 0) {
      const others = rest.flatMap(([, list]) => list);
      nodes.push({
        step,
        key: '(other)',
        paths: others.length,
        members: rest.length,
        again: null,
        ...stops(others, step),
      });
    }
    for (const [key, list] of groups.filter(([name]) => name.startsWith('('))) {
      nodes.push({ step, key, paths: list.length, members: 0, again: null, ...none });
    }
    keep.push(new Set(top.map(([key]) => key)));
  }
  const shown = (path: OraclePath, step: number) => {
    const key = boxAt(path, step);
    return key.startsWith('(') || keep[step - 1]?.has(key) ? key : '(other)';
  };
  const links = new Map<
    string,
    { step: number; from: string; to: string; paths: number; later: number | null }
  >();
  for (let step = 1; step < steps; step++) {
    for (const path of paths) {
      const [from, to] = [shown(path, step), shown(path, step + 1)];
      const key = JSON.stringify([step, from, to]);
      const link = links.get(key) ?? { step, from, to, paths: 0, later: pauses ? 0 : null };
      link.paths += 1;
      if (link.later !== null && isLater(path, step)) link.later += 1;
      links.set(key, link);
    }
  }
  return {
    nodes: nodes.map((node) => ({ ...node, share: share(node.paths, paths.length) })),
    links: [...links.values()],
  };
}
