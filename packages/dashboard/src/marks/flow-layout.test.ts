import type { FlowLink, FlowNode } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flowLayout, neighbour } from './flow-layout.ts';

const keys = ['home', 'pricing', 'docs', '(other)', '(converted)', '(abandoned)', '(open)'];
const ends = new Set(['(converted)', '(abandoned)', '(open)']);
const box = { left: 0, top: 0, right: 1_000, bottom: 400 };

/** Random paths, counted as the service counts them: a path that ended stays in its end box. */
const flows = fc
  .array(fc.array(fc.constantFrom(...keys), { minLength: 4, maxLength: 4 }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((paths) => {
    const nodes = new Map<string, FlowNode>();
    const links = new Map<string, FlowLink>();
    for (const raw of paths) {
      const path: string[] = ['home'];
      for (const key of raw.slice(1)) {
        const last = path.at(-1) ?? 'home';
        path.push(ends.has(last) ? last : key);
      }
      for (const [index, key] of path.entries()) {
        const step = index + 1;
        const node = nodes.get(`${step}${key}`) ?? {
          step,
          key,
          paths: 0,
          members: 1,
          again: 0,
          later: 0,
          abandoned: 0,
          open: 0,
          share: { count: 0, of: 0, rate: 0, low: 0, high: 0 },
        };
        node.paths += 1;
        nodes.set(`${step}${key}`, node);
        const to = path[index + 1];
        if (to === undefined) continue;
        const link = links.get(`${step}${key}>${to}`) ?? {
          step,
          from: key,
          to,
          paths: 0,
          later: 0,
        };
        link.paths += 1;
        if (raw[0] === 'docs') link.later = (link.later ?? 0) + 1;
        links.set(`${step}${key}>${to}`, link);
      }
    }
    return { paths: paths.length, nodes: [...nodes.values()], links: [...links.values()] };
  });

describe('flowLayout', () => {
  it('draws every column to the same total, inside its box, without overlaps', () => {
    fc.assert(
      fc.property(flows, (flow) => {
        const { nodes, columns, links } = flowLayout(flow, box);
        const byId = new Map(nodes.map((node) => [node.id, node]));
        const heights = columns.map((ids) =>
          ids.reduce((sum, id) => sum + (byId.get(id)?.height ?? 0), 0),
        );
        for (const height of heights) expect(height).toBeCloseTo(heights[0] ?? 0, 6);
        for (const ids of columns) {
          let bottom = -1e-6;
          for (const id of ids) {
            const node = byId.get(id);
            expect(node?.y).toBeGreaterThanOrEqual(bottom - 1e-6);
            bottom = (node?.y ?? 0) + (node?.height ?? 0);
          }
          expect(bottom).toBeLessThanOrEqual(box.bottom + 1e-6);
        }
        // What flows out of a box is as broad as the box, unless it is in the last column.
        for (const node of nodes) {
          if (node.node.step === columns.length) continue;
          const out = links
            .filter((l) => l.source === node.id)
            .reduce((sum, l) => sum + l.link.paths, 0);
          expect(out).toBe(node.node.paths);
          // A ribbon and its part after a pause are as broad as both together would be.
          const broad = links
            .filter((l) => l.source === node.id)
            .reduce((sum, l) => sum + l.width + (l.later?.width ?? 0), 0);
          expect(broad).toBeGreaterThanOrEqual(node.height - 1e-6);
        }
        for (const { link, later, width } of links) {
          expect(later === undefined).toBe(link.later === 0);
          if (later && link.later === link.paths) expect(width).toBeCloseTo(0, 6);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('puts conversions on top and losses at the bottom', () => {
    const share = { count: 1, of: 3, rate: 1 / 3, low: 0, high: 1 };
    const node = (step: number, key: string, paths: number): FlowNode => ({
      step,
      key,
      paths,
      share,
      members: 1,
      again: 0,
      later: 0,
      abandoned: 0,
      open: 0,
    });
    const { columns } = flowLayout(
      {
        nodes: [
          node(1, 'home', 3),
          node(2, '(abandoned)', 1),
          node(2, 'cart', 1),
          node(2, '(converted)', 1),
        ],
        links: ['(abandoned)', 'cart', '(converted)'].map((to) => ({
          step: 1,
          from: 'home',
          to,
          paths: 1,
          later: 0,
        })),
      },
      box,
    );
    expect(columns[1]).toEqual(['2:(converted)', '2:cart', '2:(abandoned)']);
  });

  it('is empty without paths', () => {
    expect(flowLayout({ nodes: [], links: [] }, box)).toEqual({
      nodes: [],
      links: [],
      columns: [],
    });
  });
});

it('walks along columns and roads, and stops at the edges', () => {
  fc.assert(
    fc.property(
      flows,
      fc.array(fc.constantFrom('ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight')),
      (flow, moves) => {
        const layout = flowLayout(flow, box);
        const ids = new Set(layout.nodes.map(({ id }) => id));
        let at = layout.columns[0]?.[0] ?? '';
        for (const key of moves) at = neighbour(layout, at, key) ?? at;
        expect(ids.has(at)).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});
