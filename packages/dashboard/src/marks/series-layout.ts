import type { JourneysOfDay } from '@touchtrail/contract';
import { linear, niceCeil } from './scale.ts';
import type { Scale } from './scale.ts';

type Day = Pick<JourneysOfDay, 'day' | 'started' | 'converted' | 'abandoned' | 'open'>;
const widest = 96;
const stack = ['converted', 'abandoned', 'open'] as const;

export interface SeriesLayout {
  bars: {
    day: Day;
    x: number;
    parts: { outcome: (typeof stack)[number]; y: number; height: number }[];
  }[];
  barWidth: number;
  y: Scale;
  /** Labels of days, with room between them. */
  labels: { x: number; day: string }[];
  /** Where days of notes are; those outside of the series are left out. */
  notes: { day: string; x: number; number: number }[];
  /** Path of the steps over the bars that say what is compared; empty without. */
  other: string;
  /** Which bar is at a pixel. */
  at: (x: number) => number;
}

/** Stacked bars, one a day: converted at the bottom, then abandoned, open on top. */
export function seriesLayout(
  series: readonly Day[],
  box: { left: number; top: number; width: number; height: number },
  noteDays: readonly string[] = [],
  other: readonly number[] = [],
): SeriesLayout {
  const shown = other.slice(0, series.length);
  const highest = Math.max(
    0,
    ...series.map((day) => day.converted + day.abandoned + day.open),
    ...shown,
  );
  const bottom = box.top + box.height;
  const y = linear([0, niceCeil(highest)], [bottom, box.top], 4);
  // A handful of days stays a row of bars instead of becoming a wall.
  const pitch = Math.min(widest, box.width / Math.max(1, series.length));
  const gap = pitch >= 6 ? Math.min(4, pitch * 0.22) : pitch >= 3 ? 1 : 0;
  const bars = series.map((day, index) => {
    let sum = 0;
    const parts = stack.map((outcome) => {
      const from = y(sum);
      sum += day[outcome];
      const to = y(sum);
      return { outcome, y: to, height: from - to };
    });
    return { day, x: box.left + index * pitch + gap / 2, parts };
  });
  const every = Math.max(1, Math.ceil(64 / pitch));
  const labels = bars
    // Counted from the newest day, so that the last label is always the last day.
    .filter((_, index) => (bars.length - 1 - index) % every === 0)
    .map((bar) => ({ x: bar.x + (pitch - gap) / 2, day: bar.day.day }))
    .filter(({ x }) => x >= box.left + 16 || bars.length < 3);
  return {
    bars,
    barWidth: Math.max(0.5, pitch - gap),
    y,
    labels,
    notes: noteDays.flatMap((day, index) => {
      const bar = bars.find((one) => one.day.day === day);
      return bar ? [{ day, x: bar.x + (pitch - gap) / 2, number: index + 1 }] : [];
    }),
    other: shown
      .map((started, index) => {
        const from = box.left + index * pitch;
        return `${index === 0 ? 'M' : 'L'}${from},${y(started)}H${from + pitch}`;
      })
      .join(''),
    at: (x) => Math.max(0, Math.min(series.length - 1, Math.floor((x - box.left) / pitch))),
  };
}
