/** A point of a drawing, px. */
interface Point {
  x: number;
  y: number;
}
/** A cubic curve by its four points. */
export type Curve = readonly [Point, Point, Point, Point];
interface Box extends Point {
  width: number;
  height: number;
}

const label = { width: 66, height: 13 } as const;
/** How far along the line: its middle, then outwards. */
const tries = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8] as const;

function pointAt([a, b, c, d]: Curve, t: number): Point {
  const s = 1 - t;
  const mix = (side: keyof Point) =>
    s ** 3 * a[side] + 3 * s * s * t * b[side] + 3 * s * t * t * c[side] + t ** 3 * d[side];
  return { x: mix('x'), y: mix('y') };
}

const around = ({ x, y }: Point): Box => ({
  x: x - label.width / 2,
  y: y - label.height,
  ...label,
});
const meet = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/**
 * Where the labels of lines stand: on their line, clear of boxes and of the labels before them. One that
 * finds no such place stands in the middle.
 *
 * @param curves the most important first
 */
export function labelPlaces(curves: readonly Curve[], boxes: readonly Box[]): Point[] {
  const taken = [...boxes];
  return curves.map((curve) => {
    const free = tries
      .map((t) => pointAt(curve, t))
      .find((point) => !taken.some((box) => meet(box, around(point))));
    const point = free ?? pointAt(curve, 0.5);
    taken.push(around(point));
    return point;
  });
}
