import { rareEdges } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeIds } from '../paths/node-ids.ts';
import type { StepRow } from '../paths/query.ts';
import { eventualPairs, processMap } from './estimate.ts';

const places = ['101', '102', '103', '104'];
const names = new Map(places.map((id, index) => [id, 'abcd'[index] ?? '']));
const row = (origin: string, target: string, count: number): StepRow => ({
  step: 0,
  origin,
  target,
  count,
  paths: Math.min(count, 3),
  entered: Math.min(count, 2),
  lag: [1, 2, 3, 4],
  again: 0,
  againThere: 0,
  later: 0,
});

/** Steps of paths that do exist: what enters a touchpoint leaves it. */
const pathsArbitrary = fc
  .array(fc.array(fc.constantFrom(...places), { minLength: 1, maxLength: 9 }), { minLength: 1 })
  .map((paths) => {
    const counts = new Map<string, number>();
    for (const path of paths) {
      const end = path.length % 2 === 0 ? nodeIds.converted : nodeIds.silent;
      const nodes = [nodeIds.start, ...path, end];
      for (const [index, to] of nodes.slice(1).entries()) {
        const key = `${nodes[index]} ${to}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    return [...counts].map(([key, count]) => {
      const [from = '', to = ''] = key.split(' ');
      return row(from, to, count);
    });
  });

test('however few edges are shown, what enters and leaves every node sums', () => {
  fc.assert(
    fc.property(
      pathsArbitrary,
      fc.integer({ min: 1, max: 20 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (rows, top, minShare) => {
        const map = processMap(rows, names, { top, minShare });
        const sum = (side: 'from' | 'to', key: string) =>
          map.edges.reduce((n, edge) => n + (edge[side] === key ? edge.count : 0), 0);
        for (const node of map.nodes) {
          expect(sum('to', node.key)).toBe(node.in);
          expect(sum('from', node.key)).toBe(node.out);
          if (node.kind !== 'start' && node.kind !== 'end') expect(node.in).toBe(node.out);
        }
        // Shares of what leaves a node are all of it.
        for (const { key, out } of map.nodes) {
          const leaving = map.edges.filter((edge) => edge.from === key);
          if (out > 0) {
            expect(leaving.reduce((n, edge) => n + (edge.share.rate ?? NaN), 0)).toBeCloseTo(1, 9);
          }
        }
        const shown = map.edges.filter((edge) => edge.from !== rareEdges && edge.to !== rareEdges);
        expect(shown.length).toBeLessThanOrEqual(top);
        for (const edge of shown) expect(edge.share.rate).toBeGreaterThanOrEqual(minShare);
        expect(map.coverage.count).toBe(shown.reduce((n, edge) => n + edge.count, 0));
        expect(map.steps).toBe(rows.reduce((n, entry) => n + entry.count, 0));
      },
    ),
  );
});

test('lags are between touches, nodes have their kind', () => {
  const map = processMap(
    [row(nodeIds.start, '101', 5), row('101', '102', 4), row('102', nodeIds.active, 4)],
    names,
    { top: 100, minShare: 0 },
  );
  expect(map.edges.map(({ from, to, lag }) => [from, to, lag?.p50 ?? null])).toEqual([
    ['(start)', 'a', null],
    ['a', 'b', 2],
    ['b', '(active)', null],
  ]);
  expect(map.nodes.map(({ key, kind }) => [key, kind])).toEqual([
    ['(start)', 'start'],
    ['a', 'touchpoint'],
    ['b', 'touchpoint'],
    ['(active)', 'end'],
  ]);
  expect(processMap([], names, { top: 5, minShare: 0 })).toEqual({
    nodes: [],
    edges: [],
    edgeCount: 0,
    steps: 0,
    coverage: { count: 0, of: 0, rate: null, low: null, high: null },
  });
});

test('pairs are shares of the paths that pass their first touchpoint', () => {
  const pairs = [{ origin: '101', target: '103', count: 9, paths: 2 }];
  expect(eventualPairs(pairs, [row(nodeIds.start, '101', 5)], names, 10)).toMatchObject([
    { from: 'a', to: 'c', count: 9, paths: { count: 2, of: 2, rate: 1 } },
  ]);
});
