import type { ComparedFigure } from '@touchtrail/contract';
import { afterEach, expect, it } from 'vitest';
import { language } from '../../words/language.ts';
import { changeText } from './change-text.ts';

const value = (of: number) => ({
  value: of,
  low: null,
  high: null,
  count: null,
  of: null,
  n: null,
});
const figure = (
  kind: ComparedFigure['kind'],
  a: number,
  b: number,
  bounds: [number, number] | null,
): ComparedFigure => ({
  row: {},
  figure: 'x',
  kind,
  a: value(a),
  b: value(b),
  difference: { value: a - b, low: bounds?.[0] ?? null, high: bounds?.[1] ?? null },
  p: null,
  q: null,
});
afterEach(() => {
  language.value = 'en';
});

it('says a share in points, and only what its interval allows', () => {
  expect(changeText(figure('share', 0.2, 0.15, [0.01, 0.09]))).toEqual({
    text: '+5.0 points (95 %: +1.0 to +9.0)',
    way: 'up',
  });
  expect(changeText(figure('share', 0.15, 0.2, [-0.09, 0]))).toEqual({
    text: 'no clear change (95 %: −9.0 to 0)',
    way: 'none',
  });
});

it('says counts beside each other, times as times', () => {
  expect(changeText(figure('number', 2_458, 1_951, null))).toEqual({
    text: '507 more than 1,951',
    way: 'up',
  });
  expect(changeText(figure('number', 3, 4, null)).text).toBe('1 less than 4');
  expect(changeText(figure('number', 4, 4, null)).text).toBe('as many as before');
  language.value = 'de';
  expect(changeText(figure('estimate', 60_000, 360_000, [-400_000, -200_000])).text).toBe(
    '−5\u202Fmin (95 %: −7\u202Fmin bis −3\u202Fmin)',
  );
});

it('says that it does not know', () => {
  const missing = { ...figure('share', 0.2, 0.1, null), b: null, difference: null };
  expect(changeText(missing)).toEqual({ text: 'no change told', way: 'none' });
  expect(changeText(figure('share', 0.2, 0.1, null)).text).toBe(
    '+10.0 points against 10.0\u202F%, too few for an interval',
  );
});
