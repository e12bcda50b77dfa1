import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeIds } from '../paths/node-ids.ts';
import { matrixRows } from './estimate.ts';
import { stepsOf } from './query.ts';

const names = new Map([
  ['101', 'home'],
  ['102', 'cart'],
]);

test('rows stand from the start over touchpoints to the ends', () => {
  const rows = matrixRows(
    [
      { step: 0, id: nodeIds.start, count: 4 },
      { step: 1, id: '102', count: 1 },
      { step: 1, id: '101', count: 2 },
      { step: 1, id: nodeIds.other, count: 1 },
      { step: 2, id: '102', count: 3 },
      { step: 2, id: nodeIds.active, count: 1 },
    ],
    names,
    [0, 1, 2],
    4,
  );
  expect(rows.map((row) => [row.key, row.cells.map((cell) => cell.count)])).toEqual([
    ['(start)', [4, 0, 0]],
    ['cart', [0, 1, 3]],
    ['home', [0, 2, 0]],
    ['(other)', [0, 1, 0]],
    ['(active)', [0, 0, 1]],
  ]);
  expect(rows[1]?.cells[2]).toMatchObject({ count: 3, of: 4, rate: 0.75 });
});

test('every step sums to all paths', () => {
  const where = fc.constantFrom(nodeIds.start, '101', '102', nodeIds.end);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(where, where, where), { minLength: 1, maxLength: 30 }),
      (paths) => {
        const cells = paths.flatMap((path) => path.map((id, step) => ({ step, id, count: 1 })));
        const rows = matrixRows(cells, names, [0, 1, 2], paths.length);
        for (const column of [0, 1, 2]) {
          const sum = rows.reduce((n, row) => n + (row.cells[column]?.rate ?? 0), 0);
          expect(sum).toBeCloseTo(1, 9);
        }
      },
    ),
  );
});

test('steps on the sides that are asked for', () => {
  expect(stepsOf({ align: 'start', steps: 2 })).toEqual([0, 1, 2]);
  expect(stepsOf({ align: 'end', steps: 2 })).toEqual([-2, -1, 0]);
  expect(stepsOf({ align: 'touchpoint', steps: 1 })).toEqual([-1, 0, 1]);
});
