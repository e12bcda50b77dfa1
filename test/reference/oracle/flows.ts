import { at, count, durations, gapOf, group, mean, share } from './base.ts';
import type { Observed, OracleSettings } from './base.ts';
import type { LogTouch } from './log.ts';
import { pathsOf } from './paths.ts';
import type { OraclePath, PathCut } from './paths.ts';

// Variants, the process map and the step matrix, path by path.

interface Ended extends OraclePath {
  places: string[];
}

/** Paths with open journeys told apart into silent and active ones. */
function endedPaths(observed: Observed, settings: OracleSettings, cut: PathCut): Ended[] {
  return pathsOf(observed, settings, cut).map((path) => {
    const last = path.lastTs ?? 0;
    const end = path.touches.at(-1);
    const quiet = end !== undefined && observed.until - last >= gapOf(end, settings);
    return {
      ...path,
      end: path.open ? (quiet ? '(silent)' : '(active)') : path.end,
      places: path.touches.map((touch) => touch.place),
    };
  });
}

const span = (touches: readonly LogTouch[]): number =>
  at(touches, touches.length - 1).ts - at(touches, 0).ts;

const summary = (values: readonly number[]) => ({
  ...durations(values),
  min: values.length > 0 ? Math.min(...values) : null,
  max: values.length > 0 ? Math.max(...values) : null,
  mean: mean(values),
});

const won = (paths: readonly OraclePath[]) => {
  const closed = paths.filter((path) => !path.open);
  return share(
    count(closed, (path) => path.goal),
    closed.length,
  );
};

const distinct = <Item>(items: readonly { path: Item }[]) =>
  new Set(items.map((item) => item.path)).size;

const named = (items: readonly { from: string; to: string }[]) =>
  group(items, ({ from, to }) => JSON.stringify([from, to]));

export function oracleVariants(observed: Observed, settings: OracleSettings, cut: PathCut) {
  const paths = endedPaths(observed, settings, cut);
  const sequences = [...group(paths, (path) => JSON.stringify(path.places))];
  const places = [...new Set(paths.flatMap((path) => path.places))];
  const returns = paths.flatMap((path) =>
    path.touches.flatMap((touch, index) => {
      const before = path.places.lastIndexOf(touch.place, index - 1);
      if (index === 0 || before < 0) return [];
      const lag = touch.ts - at(path.touches, before).ts;
      return [{ path, place: touch.place, length: index - before, lag }];
    }),
  );
  return {
    unit: cut.unit,
    paths: paths.length,
    variantCount: sequences.length,
    once: count(sequences, ([, list]) => list.length === 1),
    rows: sequences.map(([text, list]) => ({
      path: JSON.parse(text) as string[],
      length: (JSON.parse(text) as string[]).length,
      paths: list.length,
      share: share(list.length, paths.length),
      converted: won(list),
      duration: summary(list.map((path) => span(path.touches))),
    })),
    duration: summary(paths.map((path) => span(path.touches))),
    loops: [...group(returns, (r) => JSON.stringify([r.place, r.length]))]
      .filter(([, list]) => at(list, 0).length <= 6)
      .map(([, list]) => ({
        touchpoint: at(list, 0).place,
        length: at(list, 0).length,
        count: list.length,
        paths: distinct(list),
        duration: durations(list.map((r) => r.lag)),
      })),
    rework: places.map((touchpoint) => {
      const passing = paths.filter((path) => path.places.includes(touchpoint));
      const own = returns.filter((r) => r.place === touchpoint);
      const again = passing.filter((path) => own.some((r) => r.path === path));
      return {
        touchpoint,
        repeated: share(again.length, passing.length),
        extraTouches: own.length,
        shortestReturn: own.length > 0 ? Math.min(...own.map((r) => r.length)) : null,
        duration: durations(own.map((r) => r.lag)),
        convertedRepeated: won(again),
        convertedOnce: won(passing.filter((path) => !again.includes(path))),
      };
    }),
  };
}

/** Every edge of the process map, and pairs that follow eventually. */
export function oracleTransitions(observed: Observed, settings: OracleSettings, cut: PathCut) {
  const paths = endedPaths(observed, settings, cut);
  const moves = paths.flatMap((path) => {
    const names = ['(start)', ...path.places, path.end];
    return names.slice(1).map((to, index) => ({ path, from: at(names, index), to }));
  });
  const pairs = paths.flatMap((path) =>
    path.places.flatMap((from, index) =>
      path.places.slice(index + 1).map((to) => ({ path, from, to })),
    ),
  );
  return {
    paths: paths.length,
    edges: [...named(moves)].map(([text, list]) => {
      const [from, to] = JSON.parse(text) as [string, string];
      const of = count(moves, (move) => move.from === from);
      return { from, to, count: list.length, share: share(list.length, of) };
    }),
    eventually: [...named(pairs)].map(([text, list]) => {
      const [from, to] = JSON.parse(text) as [string, string];
      const passing = count(paths, (path) => path.places.includes(from));
      const own = new Set(pairs.filter((p) => p.from === from && p.to === to).map((p) => p.path));
      return { from, to, count: list.length, paths: share(own.size, passing) };
    }),
  };
}

export function oracleMatrix(
  observed: Observed,
  settings: OracleSettings,
  cut: PathCut,
  { align, at: place, steps }: { align: string; at?: string | undefined; steps: number[] },
) {
  const all = endedPaths(observed, settings, cut);
  const paths = place === undefined ? all : all.filter((path) => path.places.includes(place));
  const where = (path: Ended, step: number) => {
    const zero =
      place !== undefined ? path.places.indexOf(place) : align === 'end' ? path.places.length : -1;
    const position = zero + step;
    if (position < 0) return '(start)';
    return path.places[position] ?? path.end;
  };
  const keys = [...new Set(paths.flatMap((path) => steps.map((step) => where(path, step))))];
  return {
    paths: paths.length,
    rows: keys.map((key) => ({
      key,
      cells: steps.map((step) =>
        share(
          count(paths, (path) => where(path, step) === key),
          paths.length,
        ),
      ),
    })),
  };
}
