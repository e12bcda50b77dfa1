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
  /** Whether a path can go on after a pause, and whether its end is an outcome. */
  pauses: boolean;
  outcomes: boolean;
}

/** Adds to what is counted of a key. */
const add = (counts: Map<string, number>, key: string, n: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + n);
};

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
  { columns, itemsPerStep, minShare, paths, pauses, outcomes }: Shape,
): { nodes: FlowNode[]; links: FlowLink[] } {
  const boxOf: Map<string, string>[] = [];
  const nodes: FlowNode[] = [];
  for (let step = 1; step <= columns; step++) {
    const counts = new Map<string, number>();
    const again = new Map<string, number>();
    const later = new Map<string, number>();
    const abandoned = new Map<string, number>();
    const open = new Map<string, number>();
    // The last column has no links of its own: it is where the links before it arrive.
    const [at, side] = step < columns ? [step, 'origin' as const] : [step - 1, 'target' as const];
    for (const row of rows) {
      if (row.step !== at) continue;
      add(counts, row[side], row.count);
      add(again, row[side], side === 'origin' ? row.again : row.againThere);
      add(later, row.origin, row.later);
      if (row.target === nodeIds.abandoned) add(abandoned, row.origin, row.count);
      if (row.target === nodeIds.open) add(open, row.origin, row.count);
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
    // Of ends, and in the last column, nobody goes on.
    const sum = (of: Map<string, number>, ids: readonly string[], told: boolean) =>
      told && step < columns && ids.length > 0
        ? ids.reduce((total, id) => total + (of.get(id) ?? 0), 0)
        : null;
    const node = (
      key: string,
      count: number,
      ids: readonly string[],
      back: number | null = null,
    ): FlowNode => ({
      step,
      key,
      paths: count,
      share: wilson(count, paths),
      members: ids.length,
      again: back,
      later: sum(later, ids, pauses),
      abandoned: sum(abandoned, ids, outcomes),
      open: sum(open, ids, outcomes),
    });
    nodes.push(...kept.map(({ id, key, count }) => node(key, count, [id], again.get(id) ?? 0)));
    if (rest.length > 0) {
      const count = rest.reduce((total, entry) => total + entry.count, 0);
      const ids = rest.map(({ id }) => id);
      nodes.push(node(flowOther, count, ids));
    }
    for (const [id, count] of [...counts].filter(([key]) => isRim(key)).toSorted()) {
      boxes.set(id, nodeName(names, id));
      nodes.push(node(nodeName(names, id), count, []));
    }
    boxOf.push(boxes);
  }
  const links = new Map<string, FlowLink>();
  for (const row of rows) {
    const from = boxOf[row.step - 1]?.get(row.origin) ?? flowOther;
    const to = boxOf[row.step]?.get(row.target) ?? flowOther;
    const key = JSON.stringify([row.step, from, to]);
    const link = links.get(key) ?? {
      step: row.step,
      from,
      to,
      paths: 0,
      later: pauses ? 0 : null,
    };
    link.paths += row.count;
    if (link.later !== null) link.later += row.later;
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
