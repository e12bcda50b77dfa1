import type { FunnelStep } from '@touchtrail/contract';
import { expect, it } from 'vitest';
import { funnelParts, otherBar } from './funnel-row.ts';

const step = (reached: number, lost: number | null, stillOpen: number | null): FunnelStep => ({
  touchpoint: 'x',
  reached,
  ofFirst: { count: reached, of: 200, rate: reached / 200, low: 0.1, high: 0.2 },
  ofPrevious: { count: 0, of: 0, rate: null, low: null, high: null },
  lost,
  stillOpen,
  excluded: 0,
  cameBack: 0,
  timeFromPrevious: null,
  insteadNext: [],
  insteadOther: 0,
  insteadNothing: 0,
});

it('splits a bar into went on, still open and lost, as long as those who reached it', () => {
  const parts = funnelParts(step(200, 90, 10), step(100, null, null), 200, 400);
  expect(parts).toEqual({ wentOn: 200, open: 20, lost: 180, whisker: { low: 40, high: 80 } });
  expect(parts.wentOn + parts.open + parts.lost).toBe(400);
});

it('fills the last step and survives an empty funnel', () => {
  expect(funnelParts(step(100, null, null), undefined, 200, 400).wentOn).toBe(200);
  expect(funnelParts(step(0, 0, 0), step(0, null, null), 0, 400).wentOn).toBe(0);
});

it('draws the other side on the same scale of shares, or not at all', () => {
  const share = { value: 0.25, low: 0.2, high: 0.3, count: 5, of: 20, n: null };
  expect(otherBar(share, 200)).toEqual({ length: 50, whisker: { low: 40, high: 60 } });
  expect(otherBar({ ...share, low: null }, 200)?.whisker).toBeNull();
  expect(otherBar({ ...share, value: null }, 200)).toBeUndefined();
  expect(otherBar(null, 200)).toBeUndefined();
});
