import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { flow } from './flow.ts';
import { nodeIds } from './node-ids.ts';
import type { StepRow } from './query.ts';

const link = (step: number, origin: string, target: string, count: number): StepRow => ({
  step,
  origin,
  target,
  count,
  paths: count,
  entered: 0,
  lag: [],
});
const names = new Map(['a', 'b', 'c', 'd', 'e'].map((name, index) => [String(100 + index), name]));
const end = nodeIds.end;

test('rare touchpoints are one box, ended paths stay in their end', () => {
  const { nodes, links } = flow(
    [
      link(1, '100', '101', 5),
      link(1, '102', end, 2),
      link(1, '103', '100', 1),
      link(2, '101', '101', 5),
      link(2, end, end, 2),
      link(2, '100', end, 1),
    ],
    names,
    { columns: 3, itemsPerStep: 1, paths: 8 },
  );
  expect(nodes.map(({ step, key, paths, members }) => [step, key, paths, members])).toEqual([
    [1, 'a', 5, 1],
    [1, '(other)', 3, 2],
    [2, 'b', 5, 1],
    [2, '(other)', 1, 1],
    [2, '(end)', 2, 0],
    [3, 'b', 5, 1],
    [3, '(end)', 3, 0],
  ]);
  expect(links).toContainEqual({ step: 1, from: '(other)', to: '(other)', paths: 1 });
  expect(links).toContainEqual({ step: 2, from: '(end)', to: '(end)', paths: 2 });
});

test('every step and every gap between steps sums to all paths', () => {
  const path = fc.array(fc.constantFrom(...names.keys()), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(path, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 2, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
      (paths, columns, itemsPerStep) => {
        const rows = paths.flatMap((keys) =>
          Array.from({ length: columns - 1 }, (_, index) =>
            link(index + 1, keys[index] ?? end, keys[index + 1] ?? end, 1),
          ),
        );
        const { nodes, links } = flow(rows, names, { columns, itemsPerStep, paths: paths.length });
        for (let step = 1; step <= columns; step++) {
          const boxes = nodes.filter((node) => node.step === step);
          expect(boxes.reduce((sum, node) => sum + node.paths, 0)).toBe(paths.length);
          expect(new Set(boxes.map((node) => node.key)).size).toBe(boxes.length);
          for (const node of boxes) {
            const flows = (side: 'from' | 'to', at: number) =>
              links
                .filter((entry) => entry.step === at && entry[side] === node.key)
                .reduce((sum, entry) => sum + entry.paths, 0);
            if (step < columns) expect(flows('from', step)).toBe(node.paths);
            if (step > 1) expect(flows('to', step - 1)).toBe(node.paths);
          }
        }
      },
    ),
  );
});
