import type { ProcessEdge, TransitionsResult } from '@touchtrail/contract';
import { labelPlaces } from './label-places.ts';
import type { Curve } from './label-places.ts';

interface PlacedNode {
  key: string;
  x: number;
  y: number;
}
interface PlacedEdge {
  edge: ProcessEdge;
  back: boolean;
  path: string;
  width: number;
  /** Where the label stands. */
  x: number;
  y: number;
}
/** A line before its label has a place. */
interface Drawn {
  edge: ProcessEdge;
  back: boolean;
  curve: Curve;
  width: number;
}
export interface ProcessPlaces {
  nodes: PlacedNode[];
  edges: PlacedEdge[];
  height: number;
}

export const node = { width: 118, height: 36 } as const;
const rowPitch = 78;
const top = 30;
const thickest = 9;
/** No place: what runs through it is in the table, and would cover the map. */
const rare = '(rare)';

/** Turns the report's columns into places; edges forward run between boxes, edges back below them. */
export function processPlaces(
  { layout, edges }: Pick<TransitionsResult, 'layout' | 'edges'>,
  width: number,
): ProcessPlaces {
  if (!layout) return { nodes: [], edges: [], height: 0 };
  const columns = layout.columns
    .map((keys) => keys.filter((key) => key !== rare))
    .filter((keys) => keys.length > 0);
  const tallest = Math.max(1, ...columns.map((keys) => keys.length));
  const body = tallest * rowPitch;
  const pitch = columns.length < 2 ? 0 : (width - node.width - 4) / (columns.length - 1);
  const places = new Map<string, PlacedNode>();
  for (const [column, keys] of columns.entries()) {
    const room = body / keys.length;
    for (const [row, key] of keys.entries()) {
      places.set(key, {
        key,
        x: 2 + column * pitch,
        y: top + room * (row + 0.5) - node.height / 2,
      });
    }
  }
  const isBack = new Set(layout.back.map(({ from, to }) => `${from}\n${to}`));
  const most = Math.max(
    1,
    ...edges.filter(({ from, to }) => from !== rare && to !== rare).map(({ count }) => count),
  );
  let deepest = top + body;
  const placed = edges.flatMap((edge): Drawn[] => {
    const from = places.get(edge.from);
    const to = places.get(edge.to);
    if (!from || !to) return [];
    const strokeWidth = Math.max(1, Math.sqrt(edge.count / most) * thickest);
    const back = isBack.has(`${edge.from}\n${edge.to}`);
    if (from.x === to.x && from !== to) {
      // Within a column: out of the left side and in again, clear of the boxes between.
      const y = { from: from.y + node.height / 2, to: to.y + node.height / 2 };
      const out = from.x - 22 - Math.abs(y.to - y.from) * 0.12;
      return [
        {
          edge,
          back,
          curve: [
            { x: from.x, y: y.from },
            { x: out, y: y.from },
            { x: out, y: y.to },
            { x: to.x, y: y.to },
          ],
          width: back ? Math.min(strokeWidth, 5) : strokeWidth,
        },
      ];
    }
    const x0 = back ? from.x + node.width / 2 : from.x + node.width;
    const y0 = back ? from.y + node.height : from.y + node.height / 2;
    const x1 = back ? to.x + node.width / 2 : to.x;
    const y1 = back ? to.y + node.height : to.y + node.height / 2;
    if (!back) {
      const middle = (x0 + x1) / 2;
      return [
        {
          edge,
          back,
          curve: [
            { x: x0, y: y0 },
            { x: middle, y: y0 },
            { x: middle, y: y1 },
            { x: x1, y: y1 },
          ],
          width: strokeWidth,
        },
      ];
    }
    const same = edge.from === edge.to;
    const depth = same ? 26 : 34 + Math.abs(x0 - x1) * 0.12;
    const low = Math.max(y0, y1) + depth;
    deepest = Math.max(deepest, low);
    const [a, b] = same ? [x0 - 18, x1 + 18] : [x0, x1];
    return [
      {
        edge,
        back,
        curve: [
          { x: a, y: y0 },
          { x: a, y: low },
          { x: b, y: low },
          { x: b, y: y1 },
        ],
        width: Math.min(strokeWidth, 5),
      },
    ];
  });
  const nodes = [...places.values()];
  const byCount = placed.toSorted((one, other) => other.edge.count - one.edge.count);
  const labels = labelPlaces(
    byCount.map(({ curve }) => curve),
    nodes.map(({ x, y }) => ({ x, y, ...node })),
  );
  const labelOf = new Map(byCount.map(({ edge }, index) => [edge, labels[index]]));
  return {
    nodes,
    edges: placed.map(({ curve: [p, q, r, end], ...rest }) => ({
      ...rest,
      path: `M${p.x},${p.y}C${q.x},${q.y} ${r.x},${r.y} ${end.x},${end.y}`,
      ...(labelOf.get(rest.edge) ?? p),
    })),
    height: deepest + 12,
  };
}

/** Where an arrow key leads: to the node most steps go to or come from, or along the column. */
export function nextNode(
  { layout, edges }: Pick<TransitionsResult, 'layout' | 'edges'>,
  key: string,
  arrow: string,
): string | undefined {
  const columns = (layout?.columns ?? []).map((keys) => keys.filter((one) => one !== rare));
  const column = columns.findIndex((keys) => keys.includes(key));
  const keys = columns[column];
  if (!keys) return undefined;
  if (arrow === 'ArrowDown') return keys[keys.indexOf(key) + 1];
  if (arrow === 'ArrowUp') return keys[keys.indexOf(key) - 1];
  if (arrow !== 'ArrowRight' && arrow !== 'ArrowLeft') return undefined;
  const forward = arrow === 'ArrowRight';
  const side = (edge: ProcessEdge) => (forward ? [edge.from, edge.to] : [edge.to, edge.from]);
  const roads = edges
    .filter((edge) => side(edge)[0] === key && side(edge)[1] !== key && side(edge)[1] !== rare)
    .toSorted((a, b) => b.count - a.count);
  return roads[0] && side(roads[0])[1];
}
