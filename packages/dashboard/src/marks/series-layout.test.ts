import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays } from '@touchtrail/contract/view';
import { seriesLayout } from './series-layout.ts';

const box = { left: 40, top: 10, width: 600, height: 200 };
const counts = fc.record({ converted: fc.nat(500), abandoned: fc.nat(500), open: fc.nat(500) });

it('keeps every bar inside the box, stacked without gaps, proportional to its counts', () => {
  fc.assert(
    fc.property(fc.array(counts, { minLength: 1, maxLength: 400 }), (days) => {
      const series = days.map((day, i) => ({
        day: addDays('2026-01-01', i),
        started: day.converted + day.abandoned + day.open,
        ...day,
      }));
      const layout = seriesLayout(series, box);
      const perUnit = layout.y(0) - layout.y(1);
      for (const [index, bar] of layout.bars.entries()) {
        expect(bar.x).toBeGreaterThanOrEqual(box.left);
        expect(bar.x + layout.barWidth).toBeLessThanOrEqual(box.left + box.width + 0.51);
        let bottom = box.top + box.height;
        for (const part of bar.parts) {
          expect(part.y + part.height).toBeCloseTo(bottom, 6);
          expect(part.height).toBeCloseTo(bar.day[part.outcome] * perUnit, 6);
          bottom = part.y;
        }
        expect(bottom).toBeGreaterThanOrEqual(box.top - 1e-6);
        expect(layout.at(bar.x + layout.barWidth / 2)).toBe(index);
      }
    }),
    { numRuns: 50 },
  );
});

it('labels the last day and never crowds labels', () => {
  const series = Array.from({ length: 90 }, (_, i) => ({
    day: addDays('2026-01-01', i),
    started: 1,
    converted: 0,
    abandoned: 1,
    open: 0,
  }));
  const { labels } = seriesLayout(series, box);
  expect(labels.at(-1)?.day).toBe(series.at(-1)?.day);
  for (const [i, label] of labels.entries()) {
    if (i > 0) expect(label.x - (labels[i - 1]?.x ?? 0)).toBeGreaterThanOrEqual(60);
  }
});

it('draws nothing from nothing', () => {
  expect(seriesLayout([], box).bars).toEqual([]);
});
