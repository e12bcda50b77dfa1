import { expect, test } from 'vitest';
import { timeOf } from './times.ts';

const ten = Date.parse('2026-11-22T10:00:00Z');

test.each([
  ['2026-11-22T10:00:00Z', ten],
  ['2026-11-22T11:00:00.000+01:00', ten],
  ['2026-11-22T10:00:00', ten],
  ['2026-11-22T10:00', ten],
  [' 2026-11-22T10:00:00Z ', ten],
  ['2026-11-22', Date.parse('2026-11-22T00:00:00Z')],
  [ten, ten],
  [ten / 1_000, ten],
  ['', undefined],
  ['yesterday', undefined],
  ['2026-13-45T10:00:00Z', undefined],
  ['2026-11-22T10:00:00Z'.repeat(3), undefined],
  [Number.NaN, undefined],
  [1e300, undefined],
  [null, undefined],
  [{}, undefined],
])('%j is %j', (given, expected) => {
  expect(timeOf(given)).toBe(expected);
});
