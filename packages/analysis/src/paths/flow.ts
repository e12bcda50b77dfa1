import { flowOther } from '@touchtrail/contract';
import type { FlowLink, FlowNode } from '@touchtrail/contract';
import { wilson } from '../stats/wilson.ts';
import { isEnd, nodeIds, nodeName } from './node-ids.ts';
import type { StepRow } from './query.ts';

interface Shape {
  columns: number;
  itemsPerStep: number;
  /** Of all paths, that a touchpoint of its own must have in its column. */
  minShare: number;
  paths: number;
}

// Where paths are before their first touch or after their last.
const isRim = (id: string): boolean => isEnd(id) || id === nodeIds.start;

/**
 * The step flow: the most frequent touchpoints of each step that are not rarer than `minShare`, the rest in `(other)`, ended paths in
 * their end, or at `(start)` when it goes backward. Nothing is cut: boxes of every step, and links between two steps, sum to all paths.
 *
 * @param rows links between step N and N+1 for every touchpoint
 */
export function flow(
  rows: readonly StepRow[],
  names: ReadonlyMap<string, string>,
  { columns, itemsPerStep, minShare, paths }: Shape,
): { nodes: FlowNode[]; links: FlowLink[] } {
  const boxOf: Map<string, string>[] = [];
  const nodes: FlowNode[] = [];
  for (let step = 1; step <= columns; step++) {
    const counts = new Map<string, number>();
    const again = new Map<string, number>();
    // The last column has no links of its own: it is where the links before it arrive.
    const [at, side] = step < columns ? [step, 'origin' as const] : [step - 1, 'target' as const];
    for (const row of rows) {
      if (row.step !== at) continue;
      counts.set(row[side], (counts.get(row[side]) ?? 0) + row.count);
      const back = side === 'origin' ? row.again : row.againThere;
      again.set(row[side], (again.get(row[side]) ?? 0) + back);
    }
    const ranked = [...counts]
      .filter(([id]) => !isRim(id))
      .map(([id, count]) => ({ id, key: nodeName(names, id), count }))
      .toSorted((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
    const kept = ranked
      .filter(({ key, count }) => key !== flowOther && count >= minShare * paths)
      .slice(0, itemsPerStep);
    const boxes = new Map(kept.map((entry) => [entry.id, entry.key]));
    const rest = ranked.filter((entry) => !boxes.has(entry.id));
    for (const entry of rest) boxes.set(entry.id, flowOther);
    const node = (
      key: string,
      count: number,
      members: number,
      back: number | null = null,
    ): FlowNode => ({
      step,
      key,
      paths: count,
      share: wilson(count, paths),
      members,
      again: back,
    });
    nodes.push(...kept.map(({ id, key, count }) => node(key, count, 1, again.get(id) ?? 0)));
    if (rest.length > 0) {
      const count = rest.reduce((sum, entry) => sum + entry.count, 0);
      nodes.push(node(flowOther, count, rest.length));
    }
    for (const [id, count] of [...counts].filter(([key]) => isRim(key)).toSorted()) {
      boxes.set(id, nodeName(names, id));
      nodes.push(node(nodeName(names, id), count, 0));
    }
    boxOf.push(boxes);
  }
  const links = new Map<string, FlowLink>();
  for (const row of rows) {
    const from = boxOf[row.step - 1]?.get(row.origin) ?? flowOther;
    const to = boxOf[row.step]?.get(row.target) ?? flowOther;
    const key = JSON.stringify([row.step, from, to]);
    const link = links.get(key) ?? { step: row.step, from, to, paths: 0 };
    link.paths += row.count;
    links.set(key, link);
  }
  return {
    nodes,
    links: [...links.values()].toSorted(
      (a, b) =>
        a.step - b.step ||
        b.paths - a.paths ||
        (a.from < b.from ? -1 : a.from > b.from ? 1 : a.to < b.to ? -1 : 1),
    ),
  };
}
