import type { Behind, BehindShape, ViewState } from '@touchtrail/contract/view';

/** Nodes that are no single touchpoint. */
const isGroup = (key: string): boolean => key === '(other)' || key === '(rare)';
const isPlace = (key: string): boolean => !/^\(.+\)$/.test(key);

type Asked = Pick<ViewState, 'flow' | 'marks'>;

/** Which part of journeys the paths of a view are; null where a path is no journey. */
function shapeOf({ flow, marks }: Asked): BehindShape | null {
  if (flow.unit !== 'journey') return null;
  return {
    ...(flow.merge && { mergeRepeats: true }),
    ...(flow.startAt !== null && { startAt: flow.startAt }),
    ...(marks.end !== null && { endAt: marks.end }),
    ...(flow.exclude.length > 0 && { exclude: flow.exclude }),
  };
}

// Where paths are cut at a touchpoint their end is no outcome.
const canEnd = (key: string, shape: BehindShape): boolean =>
  isPlace(key) || (!isGroup(key) && key !== '(end)' && shape.endAt === undefined);

/** The journeys of a box of the step flow, or of a ribbon to `next`. */
export function stepBehind(
  view: Asked,
  { step, key, next }: { step: number; key: string; next?: string },
): Behind | null {
  const shape = shapeOf(view);
  if (!shape || !isPlace(key)) return null;
  if (next === undefined) return { kind: 'step', step, touchpoint: key, ...shape };
  return canEnd(next, shape) ? { kind: 'step', step, touchpoint: key, next, ...shape } : null;
}

/** The journeys that touched a place; null where a path is no journey. */
export const placeBehind = (view: Asked, touchpoint: string): Behind | null =>
  shapeOf(view) ? { kind: 'touched', touchpoint } : null;

/** The journeys that took a transition; `whole` where the picture shows whole paths whatever is chosen. */
export function moveBehind(
  view: Asked,
  { from, to }: { from: string; to: string },
  whole = false,
): Behind | null {
  const marks = whole ? { ...view.marks, end: null } : view.marks;
  const flow = whole ? { ...view.flow, startAt: null } : view.flow;
  const shape = shapeOf({ flow, marks });
  const known = shape && (isPlace(from) || from === '(start)') && canEnd(to, shape);
  return known ? { kind: 'moved', from, to, ...shape } : null;
}

/** The journeys of a variant; null where its path is not told in full. */
export function variantBehind(
  view: Asked,
  { path, length }: { path: readonly string[]; length: number },
): Behind | null {
  const shape = shapeOf(view);
  if (!shape || path.length < length || path.some((key) => !isPlace(key))) return null;
  return { kind: 'path', path: [...path], ...shape };
}
