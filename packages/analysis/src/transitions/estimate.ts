import { rareEdges } from '@touchtrail/contract';
import type {
  EventualPair,
  ProcessEdge,
  ProcessNode,
  ProcessNodeKind,
  Proportion,
} from '@touchtrail/contract';
import { isEnd, nodeIds, nodeName } from '../paths/node-ids.ts';
import type { StepRow } from '../paths/query.ts';
import { durationQuantiles } from '../stats/duration-quantiles.ts';
import { wilson } from '../stats/wilson.ts';
import type { PairRow } from './query.ts';

type Names = ReadonlyMap<string, string>;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function kindOf(id: string): ProcessNodeKind {
  if (id === nodeIds.start) return 'start';
  if (id === nodeIds.other) return 'other';
  return isEnd(id) ? 'end' : 'touchpoint';
}

function sums(rows: readonly StepRow[], side: 'origin' | 'target', what: 'count' | 'entered') {
  const found = new Map<string, number>();
  for (const row of rows) found.set(row[side], (found.get(row[side]) ?? 0) + row[what]);
  return found;
}

// A step into or out of the node that rare edges pass through.
const routed = (from: string, to: string, { count, of }: { count: number; of: number }) => ({
  from,
  to,
  count,
  paths: null,
  share: wilson(count, of),
  lag: null,
});

/** The part of the result that comes from the transitions. */
export interface ProcessMap {
  nodes: ProcessNode[];
  edges: ProcessEdge[];
  edgeCount: number;
  steps: number;
  coverage: Proportion;
}

/**
 * The process map: nodes with what enters and leaves them, the most frequent edges, and the others
 * through `(rare)`: an edge a to b that is not shown is one step from a to `(rare)` and one from there
 * to b, so that at every node, `(rare)` included, the steps in and out sum as before.
 *
 * @param rows every transition, from `(start)` to the ends
 * @param top edges shown
 * @param minShare edges that leave their node more rarely are not shown, 0 to 1
 */
export function processMap(
  rows: readonly StepRow[],
  names: Names,
  { top, minShare }: { top: number; minShare: number },
): ProcessMap {
  const leaving = sums(rows, 'origin', 'count');
  const entering = sums(rows, 'target', 'count');
  const passing = sums(rows, 'target', 'entered');
  const steps = rows.reduce((sum, row) => sum + row.count, 0);
  const named = rows.map((row) => ({
    row,
    from: nodeName(names, row.origin),
    to: nodeName(names, row.target),
    of: leaving.get(row.origin) ?? 0,
  }));
  const ranked = named.toSorted(
    (a, b) => b.row.count - a.row.count || byText(a.from, b.from) || byText(a.to, b.to),
  );
  const shown = ranked.filter(({ row, of }) => row.count >= minShare * of).slice(0, top);
  const kept = new Set(shown.map(({ row }) => row));
  const edges = shown.map(({ row, from, to, of }): ProcessEdge => {
    const between = row.origin !== nodeIds.start && !isEnd(row.target);
    return {
      from,
      to,
      count: row.count,
      paths: row.paths,
      share: wilson(row.count, of),
      lag: between ? durationQuantiles(row.count, row.lag) : null,
    };
  });
  const hidden = named.filter(({ row }) => !kept.has(row));
  const rare = hidden.reduce((sum, { row }) => sum + row.count, 0);
  const through = (side: 'from' | 'to') => {
    const counts = new Map<string, { count: number; of: number }>();
    for (const entry of hidden) {
      const count = (counts.get(entry[side])?.count ?? 0) + entry.row.count;
      counts.set(entry[side], { count, of: side === 'from' ? entry.of : rare });
    }
    return [...counts].toSorted((a, b) => b[1].count - a[1].count || byText(a[0], b[0]));
  };
  edges.push(
    ...through('from').map(([key, sum]) => routed(key, rareEdges, sum)),
    ...through('to').map(([key, sum]) => routed(rareEdges, key, sum)),
  );

  const starts = leaving.get(nodeIds.start) ?? 0;
  const nodes = [...new Set([...leaving.keys(), ...entering.keys()])].map((id): ProcessNode => ({
    key: nodeName(names, id),
    kind: kindOf(id),
    in: entering.get(id) ?? 0,
    out: leaving.get(id) ?? 0,
    paths: id === nodeIds.start ? starts : (passing.get(id) ?? 0),
  }));
  if (rare > 0) nodes.push({ key: rareEdges, kind: 'rare', in: rare, out: rare, paths: null });
  const order: readonly ProcessNodeKind[] = ['start', 'touchpoint', 'other', 'rare', 'end'];
  return {
    nodes: nodes.toSorted(
      (a, b) =>
        order.indexOf(a.kind) - order.indexOf(b.kind) || b.in - a.in || byText(a.key, b.key),
    ),
    edges,
    edgeCount: rows.length,
    steps,
    coverage: wilson(steps - rare, steps),
  };
}

/** Pairs that follow each other with anything between, most frequent first. */
export function eventualPairs(
  rows: readonly PairRow[],
  moves: readonly StepRow[],
  names: Names,
  top: number,
): EventualPair[] {
  const passing = sums(moves, 'target', 'entered');
  return rows
    .map((row) => ({
      from: nodeName(names, row.origin),
      to: nodeName(names, row.target),
      count: row.count,
      paths: wilson(row.paths, passing.get(row.origin) ?? 0),
    }))
    .toSorted((a, b) => b.count - a.count || byText(a.from, b.from) || byText(a.to, b.to))
    .slice(0, top);
}
