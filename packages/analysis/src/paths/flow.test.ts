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
  again: 0,
  againThere: 0,
  later: 0,
});
const names = new Map(['a', 'b', 'c', 'd', 'e'].map((name, index) => [String(100 + index), name]));
const end = nodeIds.end;
const journeys = { pauses: true, outcomes: true };

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
    { columns: 3, itemsPerStep: 1, minShare: 0, paths: 8, ...journeys },
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
  expect(links).toContainEqual({ step: 1, from: '(other)', to: '(other)', paths: 1, later: 0 });
  expect(links).toContainEqual({ step: 2, from: '(end)', to: '(end)', paths: 2, later: 0 });
});

test('a touchpoint under the least share is in the other box, whatever room there is', () => {
  const rows = [link(1, '100', end, 98), link(1, '101', end, 2), link(1, end, end, 0)];
  const keys = (minShare: number) =>
    flow(rows, names, { columns: 2, itemsPerStep: 6, minShare, paths: 100, ...journeys })
      .nodes.filter(({ step }) => step === 1)
      .map(({ key }) => key);
  expect(keys(0.02)).toEqual(['a', 'b', '(end)']);
  expect(keys(0.021)).toEqual(['a', '(other)', '(end)']);
});

test('paths that come back to a touchpoint are told of its box alone', () => {
  const rows = [
    { ...link(1, '100', '101', 5), againThere: 0 },
    { ...link(2, '101', '100', 4), againThere: 3 },
    link(2, '101', end, 1),
  ];
  const { nodes } = flow(rows, names, {
    columns: 3,
    itemsPerStep: 1,
    minShare: 0,
    paths: 5,
    ...journeys,
  });
  expect(nodes.map(({ step, key, again }) => [step, key, again])).toEqual([
    [1, 'a', 0],
    [2, 'b', 0],
    [3, 'a', 3],
    [3, '(end)', null],
  ]);
});

test('every step and every gap between steps sums to all paths', () => {
  const path = fc.array(fc.constantFrom(...names.keys()), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(path, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 2, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (paths, columns, itemsPerStep, minShare) => {
        const rows = paths.flatMap((keys) =>
          Array.from({ length: columns - 1 }, (_, index) => ({
            ...link(index + 1, keys[index] ?? end, keys[index + 1] ?? end, 1),
            later: index + 1 < keys.length && keys[index] === '100' ? 1 : 0,
          })),
        );
        const all = paths.length;
        const { nodes, links } = flow(rows, names, {
          columns,
          itemsPerStep,
          minShare,
          paths: all,
          ...journeys,
        });
        for (let step = 1; step <= columns; step++) {
          const boxes = nodes.filter((node) => node.step === step);
          expect(boxes.reduce((sum, node) => sum + node.paths, 0)).toBe(paths.length);
          expect(new Set(boxes.map((node) => node.key)).size).toBe(boxes.length);
          for (const node of boxes.filter(
            ({ members, key }) => members === 1 && key !== '(other)',
          )) {
            expect(node.paths).toBeGreaterThanOrEqual(minShare * all);
          }
          for (const node of boxes) {
            const flows = (side: 'from' | 'to', at: number) =>
              links
                .filter((entry) => entry.step === at && entry[side] === node.key)
                .reduce((sum, entry) => sum + entry.paths, 0);
            if (step < columns) expect(flows('from', step)).toBe(node.paths);
            if (step > 1) expect(flows('to', step - 1)).toBe(node.paths);
            if (node.later === null) continue;
            const later = links
              .filter((entry) => entry.step === step && entry.from === node.key)
              .reduce((sum, entry) => sum + (entry.later ?? 0), 0);
            expect(node.later).toBe(later);
            expect(node.later).toBeLessThanOrEqual(node.paths);
          }
        }
      },
    ),
  );
});

test('of those that stop at a box it tells who came back later, who is lost and who is open', () => {
  const rows = [
    { ...link(1, '100', '101', 5), later: 2 },
    { ...link(1, '100', '102', 3), later: 1 },
    link(1, '100', nodeIds.abandoned, 4),
    link(1, '100', nodeIds.open, 1),
    { ...link(1, '103', '101', 1), later: 1 },
    link(1, '104', nodeIds.open, 1),
  ];
  const shape = { columns: 2, itemsPerStep: 1, minShare: 0, paths: 15 };
  const told = (own: { pauses: boolean; outcomes: boolean }) =>
    flow(rows, names, { ...shape, ...own }).nodes.map(({ key, later, abandoned, open }) => [
      key,
      later,
      abandoned,
      open,
    ]);
  expect(told(journeys).slice(0, 2)).toEqual([
    ['a', 3, 4, 1],
    ['(other)', 1, 0, 1],
  ]);
  // The last column and ends go nowhere.
  for (const row of told(journeys).slice(2)) expect(row.slice(1)).toEqual([null, null, null]);
  expect(told({ pauses: false, outcomes: false })[0]).toEqual(['a', null, null, null]);
  const { links } = flow(rows, names, { ...shape, ...journeys });
  expect(links.map(({ from, to, later }) => [from, to, later])).toEqual([
    ['a', 'b', 2],
    ['a', '(abandoned)', 0],
    ['a', '(other)', 1],
    ['(other)', '(open)', 0],
    ['(other)', 'b', 1],
    ['a', '(open)', 0],
  ]);
});
