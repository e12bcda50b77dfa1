import { flowOther } from '@touchtrail/contract';
import type { ReportTypes } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { newcombe } from '../stats/newcombe.ts';
import { wilson } from '../stats/wilson.ts';
import { drawnFigures } from './drawn-figures.ts';
import { comparedFigures } from './estimate.ts';

const paths = (boxes: readonly { step: number; key: string; paths: number }[], all: number) =>
  ({
    name: 'paths',
    result: { flow: { nodes: boxes.map((box) => ({ ...box, share: wilson(box.paths, all) })) } },
  }) as unknown as ReportTypes['paths'];

const cart = (count: number, of: number) =>
  drawnFigures(paths([{ step: 1, key: 'cart', paths: count }], of));

const funnel = (breakdown: unknown) =>
  ({ name: 'funnel', result: { breakdown } }) as unknown as ReportTypes['funnel'];

test('boxes of the flow by step and place, the busiest first, without what holds all the rest', () => {
  const report = paths(
    [
      { step: 1, key: 'cart', paths: 3 },
      { step: 1, key: flowOther, paths: 9 },
      { step: 2, key: 'cart', paths: 7 },
    ],
    20,
  );
  expect(drawnFigures(report).map(({ row, figure, value }) => [row, figure, value.count])).toEqual([
    [{ step: '2', at: 'cart' }, 'share', 7],
    [{ step: '1', at: 'cart' }, 'share', 3],
  ]);
});

test('days of the return curve; nothing of a report that draws no more than its table', () => {
  const curve = [{ day: 1, returned: wilson(2, 10) }];
  const report = { name: 're-entry', result: { curve } } as unknown as ReportTypes['re-entry'];
  expect(drawnFigures(report)).toMatchObject([
    { row: { day: '1' }, figure: 'returned', kind: 'share', value: { value: 0.2, of: 10 } },
  ]);
  expect(drawnFigures({ name: 'forms' } as ReportTypes['forms'])).toEqual([]);
});

test('groups of a funnel by the field they are told apart by, without what holds all others', () => {
  const groups = ['email', '(none)', flowOther].map((value, at) => ({
    value,
    conversion: wilson(at + 1, 10),
  }));
  const found = drawnFigures(funnel({ field: 'channel', groups }));
  expect(found.map(({ row, figure, value }) => [row, figure, value.count, value.of])).toEqual([
    [{ channel: 'email' }, 'finished', 1, 10],
    [{ channel: '(none)' }, 'finished', 2, 10],
  ]);
  expect(drawnFigures(funnel(null))).toEqual([]);
});

test('a box of both sides differs by Newcombe’s interval, turned about when the sides are exchanged', () => {
  const side = fc
    .integer({ min: 1, max: 400 })
    .chain((all) => fc.tuple(fc.nat(all), fc.constant(all)));
  fc.assert(
    fc.property(side, side, ([x, all], [y, others]) => {
      const [here, there] = [cart(x, all), cart(y, others)];
      const [one] = comparedFigures(here, there, 10).figures;
      const [turned] = comparedFigures(there, here, 10).figures;
      expect(one?.difference).toEqual(newcombe(x, all, y, others));
      expect(turned?.difference?.value).toBeCloseTo(-(one?.difference?.value ?? 0), 12);
      expect(turned?.difference?.low).toBeCloseTo(-(one?.difference?.high ?? 0), 12);
    }),
  );
});

test('each kind of rows is cut by itself', () => {
  const boxes = drawnFigures(
    paths(
      ['a', 'b', 'c'].map((key, index) => ({ step: 1, key, paths: 9 - index })),
      20,
    ),
  );
  const moves = boxes.map((one) => ({ ...one, row: { from: one.row['at'] ?? '', to: 'z' } }));
  const { figures, rows } = comparedFigures([...moves, ...boxes], [...moves, ...boxes], 2);
  expect(rows).toBe(3);
  expect(figures.map(({ row }) => Object.values(row).join(' '))).toEqual([
    'a z',
    'b z',
    '1 a',
    '1 b',
  ]);
});
