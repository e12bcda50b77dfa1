import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutTimeline } from './timeline-layout.ts';
import type { TimelineItem } from './timeline-layout.ts';

const minute = 60_000;
const item = (at: number, lane = 'web', kind: TimelineItem['kind'] = 'touch'): TimelineItem => ({
  key: `${at} ${lane}`,
  at,
  lane,
  kind,
  label: 'x',
});

test('a long silence is folded and says how long it was', () => {
  const { gaps, marks } = layoutTimeline([item(4 * 1_440 * minute), item(0), item(minute)], 100);
  expect(gaps).toEqual([{ x: expect.any(Number) as number, ms: 4 * 1_440 * minute - minute }]);
  expect(marks.map(({ at }) => at)).toEqual([0, minute, 4 * 1_440 * minute]);
  expect(gaps[0]?.x).toBeGreaterThan(marks[1]?.x ?? 0);
  expect(gaps[0]?.x).toBeLessThan(marks[2]?.x ?? 0);
});

test('lanes come in the order of their first touch, named ones last', () => {
  const { lanes } = layoutTimeline(
    [item(0, 'consent', 'consent'), item(1, 'email'), item(2, 'web')],
    0,
    ['consent', 'ids'],
  );
  expect(lanes.map(({ name }) => name)).toEqual(['email', 'web', 'consent']);
});

test('nothing is drawn over another, whatever happened when', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 1e12 }), fc.constantFrom('a', 'b', 'c'))),
      (happened) => {
        const { marks, gaps, width, height } = layoutTimeline(
          happened.map(([at, lane]) => item(at, lane)),
          80,
        );
        expect(marks).toHaveLength(happened.length);
        for (const [index, mark] of marks.entries()) {
          if (index > 0) expect(mark.x - (marks[index - 1]?.x ?? 0)).toBeGreaterThanOrEqual(20);
          expect(mark.x).toBeLessThan(width);
          expect(mark.y).toBeLessThan(height);
        }
        for (const { ms } of gaps) expect(ms).toBeGreaterThanOrEqual(30 * minute);
      },
    ),
  );
});
