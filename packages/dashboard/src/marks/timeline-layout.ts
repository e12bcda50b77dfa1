/** Something on a timeline. `at` is epoch ms. */
export interface TimelineItem {
  key: string;
  at: number;
  lane: string;
  kind: 'touch' | 'backstage' | 'conversion' | 'consent' | 'join';
  label: string;
}

interface TimelineMark extends TimelineItem {
  x: number;
  y: number;
}

/** A stretch of silence that is drawn narrower than it was. */
interface TimelineGap {
  x: number;
  ms: number;
}

export interface TimelineLayout {
  width: number;
  height: number;
  lanes: { name: string; y: number }[];
  marks: TimelineMark[];
  gaps: TimelineGap[];
}

/** Silence from which on a gap is folded: the end of a visit. */
const foldFromMs = 30 * 60_000;
const step = 22;
const folded = 74;
const laneHeight = 30;
const top = 26;

/**
 * Places what happened side by side, each in its lane, in the order of time. Within a visit marks stand
 * at equal distance; silence of half an hour and more becomes a gap of one width with its length on it.
 *
 * @param left room for the names of the lanes, px.
 * @param last lanes that stand below the others, whatever came first.
 */
export function layoutTimeline(
  items: readonly TimelineItem[],
  left: number,
  last: readonly string[] = [],
): TimelineLayout {
  const ordered = items.toSorted((a, b) => a.at - b.at);
  const names = [...new Set(ordered.map(({ lane }) => lane))];
  const lanes = [
    ...names.filter((name) => !last.includes(name)),
    ...last.filter((name) => names.includes(name)),
  ].map((name, index) => ({ name, y: top + index * laneHeight + laneHeight / 2 }));
  const yOf = new Map(lanes.map(({ name, y }) => [name, y]));
  const gaps: TimelineGap[] = [];
  let x = left + step / 2;
  let before: number | undefined;
  const marks = ordered.map((item) => {
    if (before !== undefined) {
      const ms = item.at - before;
      if (ms >= foldFromMs) {
        gaps.push({ x: x + folded / 2, ms });
        x += folded;
      } else x += step;
    }
    before = item.at;
    return { ...item, x, y: yOf.get(item.lane) ?? top };
  });
  return { width: x + step, height: top + lanes.length * laneHeight + 4, lanes, marks, gaps };
}
