import type { ProcessEdge, ProcessLayout, ProcessNode } from '@touchtrail/contract';

const sweeps = 8;
const rounds = 200;
const settled = 1e-9;
/** Nodes above each other at most, before there are more columns. */
const tallest = 5;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * How many steps from the start each node stands on average, over all steps into it: the solution of
 * d(n) = Σ w(m, n) (d(m) + 1) / Σ w(m, n), start at 0, staying left out. It exists and is found by
 * repetition, because every path comes from the start.
 */
export function meanSteps(
  nodes: readonly ProcessNode[],
  edges: readonly ProcessEdge[],
): Map<string, number> {
  const into = new Map<string, { from: string; count: number }[]>();
  for (const { from, to, count } of edges) {
    if (from === to || count === 0) continue;
    into.set(to, [...(into.get(to) ?? []), { from, count }]);
  }
  const steps = new Map(nodes.map(({ key }) => [key, 0]));
  for (let round = 0; round < rounds; round += 1) {
    let moved = 0;
    for (const { key, kind } of nodes) {
      const sources = kind === 'start' ? [] : (into.get(key) ?? []);
      const weight = sources.reduce((sum, { count }) => sum + count, 0);
      if (weight === 0) continue;
      const sum = sources.reduce(
        (of, { from, count }) => of + count * ((steps.get(from) ?? 0) + 1),
        0,
      );
      moved = Math.max(moved, Math.abs(sum / weight - (steps.get(key) ?? 0)));
      steps.set(key, sum / weight);
    }
    if (moved < settled) break;
  }
  return steps;
}

/** Nodes in columns by their mean step: the start first, ends last. */
function columnsOf(nodes: readonly ProcessNode[], steps: ReadonlyMap<string, number>): string[][] {
  const of = (test: (kind: ProcessNode['kind']) => boolean) =>
    nodes
      .filter(({ kind }) => test(kind))
      .toSorted((a, b) => (steps.get(a.key) ?? 0) - (steps.get(b.key) ?? 0) || byText(a.key, b.key))
      .map(({ key }) => key);
  const middle = of((kind) => kind !== 'start' && kind !== 'end');
  const count = Math.max(Math.ceil(middle.length / tallest), Math.min(middle.length, 4));
  const columns = Array.from({ length: count }, (_, index) =>
    middle.slice(
      Math.round((index * middle.length) / count),
      Math.round(((index + 1) * middle.length) / count),
    ),
  );
  return [of((kind) => kind === 'start'), ...columns, of((kind) => kind === 'end')].filter(
    (column) => column.length > 0,
  );
}

/** Sorts a column by where its neighbours in other columns stand, weighted by steps. */
function sweep(
  columns: readonly (readonly string[])[],
  index: number,
  edges: readonly ProcessEdge[],
): string[] {
  const place = new Map<string, { column: number; at: number }>();
  for (const [column, keys] of columns.entries()) {
    for (const [row, key] of keys.entries()) {
      place.set(key, { column, at: keys.length < 2 ? 0.5 : row / (keys.length - 1) });
    }
  }
  const centre = (key: string): number => {
    let sum = 0;
    let weight = 0;
    for (const { from, to, count } of edges) {
      const other = from === key ? to : to === key ? from : undefined;
      const where = other === undefined ? undefined : place.get(other);
      if (!where || where.column === index) continue;
      sum += where.at * count;
      weight += count;
    }
    return weight === 0 ? (place.get(key)?.at ?? 0) : sum / weight;
  };
  return (columns[index] ?? [])
    .map((key) => ({ key, centre: centre(key) }))
    .toSorted((a, b) => a.centre - b.centre || byText(a.key, b.key))
    .map(({ key }) => key);
}

/**
 * Where the nodes of a process map stand when it is drawn: columns by mean step, order within a column
 * by sweeps over the barycentres of neighbours (Sugiyama, Tagawa, Toda 1981). Edges to an earlier
 * column go back, and within a column those to an earlier mean step.
 */
export function processLayout(
  nodes: readonly ProcessNode[],
  edges: readonly ProcessEdge[],
): ProcessLayout {
  // One order of sums: repetition stops short of the solution, so another order gives other steps.
  const ordered = edges.toSorted(
    (a, b) => byText(a.from, b.from) || byText(a.to, b.to) || a.count - b.count,
  );
  const steps = meanSteps(
    nodes.toSorted((a, b) => byText(a.key, b.key)),
    ordered,
  );
  const columns = columnsOf(nodes, steps);
  for (let round = 0; round < sweeps; round += 1) {
    for (let step = 0; step < columns.length; step += 1) {
      const index = round % 2 === 0 ? step : columns.length - 1 - step;
      columns[index] = sweep(columns, index, ordered);
    }
  }
  const columnOf = new Map(columns.flatMap((keys, index) => keys.map((key) => [key, index])));
  const back = edges
    .filter(({ from, to }) => {
      const columnsOn = (columnOf.get(to) ?? 0) - (columnOf.get(from) ?? 0);
      return columnsOn < 0 || (columnsOn === 0 && (steps.get(to) ?? 0) <= (steps.get(from) ?? 0));
    })
    .map(({ from, to }) => ({ from, to }));
  return { columns, back };
}
