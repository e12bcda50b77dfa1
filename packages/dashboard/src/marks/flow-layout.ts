import type { FlowLink, FlowNode } from '@touchtrail/contract';
import { sankey } from 'd3-sankey';

type FlowKind = 'touchpoint' | 'other' | 'start' | 'converted' | 'abandoned' | 'open' | 'end';

export interface PlacedNode {
  id: string;
  node: FlowNode;
  kind: FlowKind;
  x: number;
  y: number;
  width: number;
  height: number;
  /** `two` lines fit beside the box, `one` does, or `none`: then it shows when pointed at. */
  label: 'two' | 'one' | 'none';
}
interface PlacedLink {
  id: string;
  link: FlowLink;
  source: string;
  target: string;
  /** Of the target: what a link leads to colours it. */
  kind: FlowKind;
  /** The middle line, to be stroked with `width`. */
  path: string;
  width: number;
  /** The part that passes a pause, at the lower edge; nothing where none does. */
  later?: { path: string; width: number } | undefined;
}
export interface FlowLayout {
  nodes: PlacedNode[];
  links: PlacedLink[];
  /** Node ids by column, top to bottom, for the arrow keys. */
  columns: string[][];
}

const ends: Record<string, FlowKind> = {
  '(other)': 'other',
  '(start)': 'start',
  '(converted)': 'converted',
  '(abandoned)': 'abandoned',
  '(open)': 'open',
  '(end)': 'end',
};
const flowKind = (key: string): FlowKind => ends[key] ?? 'touchpoint';

/** Top to bottom in a column: success rises, loss sinks, what goes on stands between. */
const rank: Record<FlowKind, number> = {
  converted: 0,
  touchpoint: 1,
  other: 2,
  open: 3,
  end: 4,
  start: 4,
  abandoned: 5,
};

const idOf = (step: number, key: string) => `${step}:${key}`;

type Box = { left: number; top: number; right: number; bottom: number };
interface Item {
  id: string;
  node: FlowNode;
  kind: FlowKind;
}

/**
 * Places the step flow. Columns are the steps, so a loop is seen as a repeat and nothing runs
 * backwards; heights are paths, so every column is equally tall but for its gaps.
 */
export function flowLayout(
  flow: { nodes: readonly FlowNode[]; links: readonly FlowLink[] },
  box: Box,
): FlowLayout {
  const items: Item[] = flow.nodes
    .filter(({ paths }) => paths > 0)
    .map((node) => ({ id: idOf(node.step, node.key), node, kind: flowKind(node.key) }));
  const known = new Set(items.map(({ id }) => id));
  const links = flow.links
    .map((link) => ({
      link,
      source: idOf(link.step, link.from),
      target: idOf(link.step + 1, link.to),
      value: link.paths,
    }))
    .filter(({ source, target, value }) => value > 0 && known.has(source) && known.has(target));
  if (items.length === 0) return { nodes: [], links: [], columns: [] };
  const most = Math.max(
    ...items.map(({ node }) => items.filter((i) => i.node.step === node.step).length),
  );
  const padding = Math.min(18, ((box.bottom - box.top) * 0.4) / Math.max(1, most - 1));

  const graph = sankey<Item, (typeof links)[number]>()
    .nodeId(({ id }) => id)
    .nodeWidth(10)
    .nodePadding(padding)
    .nodeAlign(({ node }) => node.step - 1)
    .nodeSort(
      (a, b) =>
        rank[a.kind] - rank[b.kind] ||
        b.node.paths - a.node.paths ||
        (a.node.key < b.node.key ? -1 : 1),
    )
    // Without relaxation columns stay aligned at the top and do not wander between two ranges.
    .iterations(0)
    .extent([
      [box.left, box.top],
      [box.right, box.bottom],
    ])({ nodes: items.map((item) => ({ ...item })), links });

  const nodes: PlacedNode[] = graph.nodes.map(
    ({ id, node, kind, x0 = 0, x1 = 0, y0 = 0, y1 = 0 }) => ({
      id,
      node,
      kind,
      x: x0,
      y: y0,
      width: x1 - x0,
      height: y1 - y0,
      label: 'none',
    }),
  );
  const placed = graph.links.map((one) => {
    const { source, target, link, width = 0, y0 = 0, y1 = 0 } = one;
    const from = source as unknown as { id: string; x1?: number };
    const to = target as unknown as { id: string; x0?: number; kind: FlowKind };
    const x0 = from.x1 ?? 0;
    const x1 = to.x0 ?? 0;
    const middle = (x0 + x1) / 2;
    const line = (by: number) =>
      `M${x0},${y0 + by}C${middle},${y0 + by} ${middle},${y1 + by} ${x1},${y1 + by}`;
    // Both parts together are as broad as the ribbon, so columns keep their sums.
    const paused = link.paths > 0 ? (width * (link.later ?? 0)) / link.paths : 0;
    return {
      id: `${from.id}>${to.id}`,
      link,
      source: from.id,
      target: to.id,
      kind: to.kind,
      path: line(-paused / 2),
      width: paused > 0 ? width - paused : Math.max(0.5, width),
      ...(paused > 0 && {
        later: { path: line((width - paused) / 2), width: Math.max(0.5, paused) },
      }),
    };
  });
  const columns: string[][] = [];
  for (const { id, node } of nodes.toSorted((a, b) => a.y - b.y)) {
    (columns[node.step - 1] ??= []).push(id);
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const ids of columns) placeLabels(ids.flatMap((id) => byId.get(id) ?? []));
  return { nodes, links: placed, columns };
}

const lineHeight = 14;

/** Gives labels to the boxes of a column, top to bottom, as far as they do not touch each other. */
function placeLabels(column: readonly PlacedNode[]): void {
  let free = Number.NEGATIVE_INFINITY;
  for (const node of column) {
    const middle = node.y + node.height / 2;
    if (node.height >= 2 * lineHeight - 2) {
      node.label = 'two';
      free = node.y + 2 * lineHeight;
    } else if (middle - lineHeight / 2 >= free - 1) {
      node.label = 'one';
      free = middle + lineHeight / 2;
    }
  }
}

/** Where an arrow key leads from a node: along the column, or to the nearest node of the next one. */
export function neighbour(layout: FlowLayout, id: string, key: string): string | undefined {
  const column = layout.columns.findIndex((ids) => ids?.includes(id));
  const ids = layout.columns[column];
  if (!ids) return undefined;
  const row = ids.indexOf(id);
  if (key === 'ArrowDown') return ids[row + 1];
  if (key === 'ArrowUp') return ids[row - 1];
  const forward = key === 'ArrowRight';
  if (!forward && key !== 'ArrowLeft') return undefined;
  // The broadest link is the road most people took.
  const roads = layout.links
    .filter((link) => (forward ? link.source : link.target) === id)
    .toSorted((a, b) => b.link.paths - a.link.paths);
  return forward ? roads[0]?.target : roads[0]?.source;
}
