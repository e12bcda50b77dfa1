import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInterval, formatRate, formatSigned, inWords, plural } from './numbers.ts';
import { formatAgo, formatDay, formatDuration } from './times.ts';

const plain = (text: string) => text.replaceAll('\u202F', ' ');

describe('shares', () => {
  it.each([
    [0, '0.0 %'],
    [0.1119, '11.2 %'],
    [0.0002, '<0.1 %'],
    [0.9999, '>99.9 %'],
    [1, '100.0 %'],
    [null, '–'],
  ])('%j is %s', (rate, text) => {
    expect(plain(formatRate(rate))).toBe(text);
  });

  it('prints an interval with one unit', () => {
    expect(plain(formatInterval({ low: 0.106, high: 0.118 }))).toBe('10.6–11.8 %');
  });

  it('never says all or none of what is neither', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (rate) => {
        expect(['0.0 %', '100.0 %']).not.toContain(plain(formatRate(rate)));
      }),
    );
  });

  it.each([
    [0.112, '1 in 9'],
    [1 / 3, '1 in 3'],
    [0.44, '44 %'],
    [0, 'None'],
  ])('%d in words is %s', (rate, text) => {
    expect(plain(inWords(rate))).toBe(text);
  });
});

it('signs numbers with a true minus and leaves zero unsigned', () => {
  expect(formatSigned(38)).toBe('+38.0');
  expect(formatSigned(-1_234.4)).toBe('\u22121,234');
  expect(formatSigned(-0.01)).toBe('0');
});

it('counts in the right number', () => {
  expect(plural(1, 'journey', 'journeys')).toBe('1 journey');
  expect(plural(1_200, 'journey', 'journeys')).toBe('1,200 journeys');
});

describe('durations', () => {
  it.each([
    [null, '–'],
    [0, '0 ms'],
    [999, '999 ms'],
    [38_000, '38 s'],
    [59_900, '1 min'],
    [90_000, '2 min'],
    [3_600_000, '1 h'],
    [4_500_000, '1 h 15 min'],
    [273_600_000, '3 d 4 h'],
    [86_400_000 * 2 - 1, '2 d'],
    [86_400_000 * 14, '14 d'],
  ])('%j ms is %s', (ms, text) => {
    expect(plain(formatDuration(ms))).toBe(text);
  });
});

it('says how long ago', () => {
  expect(formatAgo(1_000, 2_000)).toBe('just now');
  expect(plain(formatAgo(0, 12_000))).toBe('12 s ago');
  expect(plain(formatAgo(0, 7_200_000))).toBe('2 h ago');
});

it('prints a day, and what is no day as it is', () => {
  expect(formatDay('2026-11-03')).toBe('3 Nov');
  expect(formatDay('soon')).toBe('soon');
});
