/** Which part of each path a figure is about, as in the report `paths`. */
export interface BehindShape {
  mergeRepeats?: boolean | undefined;
  startAt?: string | undefined;
  endAt?: string | undefined;
  /** Touchpoints whose touches are taken out of the path. */
  exclude?: string[] | undefined;
}

/** What the journeys behind a figure have in common. Touchpoints are keys; an end is written `(abandoned)`. */
export type Behind =
  /** A touch there: boxes of a process map, rows of make-or-break. */
  | { kind: 'touched'; touchpoint: string }
  /** One directly after the other, from `(start)` or to an end too: a transition. */
  | ({ kind: 'moved'; from: string; to: string } & BehindShape)
  /** The Nth touch of the path, and what came next where `next` says so: a box or a ribbon of the step flow. */
  | ({ kind: 'step'; step: number; touchpoint: string; next?: string | undefined } & BehindShape)
  /** Exactly this sequence: a variant. */
  | ({ kind: 'path'; path: string[] } & BehindShape)
  /** Silence of at least the abandonment gap without the goal; for good; so far. */
  | { kind: 'paused' | 'lost' | 'silent'; touchpoint: string }
  /** What people do not see, after one of the touches of the journey: a backstage touchpoint of the map. */
  | { kind: 'backstage'; touchpoint: string }
  /** A return within the horizon: a row or a cell of re-entry. */
  | {
      kind: 'returned';
      from?: string | undefined;
      to?: string | undefined;
      channel?: string | undefined;
    }
  /** Neighbouring touches by their channels, which may be the same. */
  | { kind: 'switched'; from: string; to: string }
  /** Began in a channel; began in one and reached the goal in another. */
  | { kind: 'began'; channel: string }
  | { kind: 'landed'; first: string; last: string }
  /** A touch in a phase, by one channel: a cell of the journey map. */
  | { kind: 'phase'; phase: string; channel?: string | undefined };

export const behindKinds = [
  'touched',
  'moved',
  'step',
  'path',
  'paused',
  'lost',
  'silent',
  'returned',
  'switched',
  'began',
  'landed',
  'phase',
  'backstage',
] as const satisfies readonly Behind['kind'][];

/** A longer one is no part of a link. */
export const longestBehind = 1_500;

const isPart = (value: unknown): boolean =>
  ['string', 'number', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every((entry) => typeof entry === 'string'));

/**
 * Reads what a link says of the journeys behind a figure. Its parts are checked by the service.
 *
 * @returns `undefined` when it is none.
 * @example
 * parseBehind('{"kind":"lost","touchpoint":"cart"}');
 */
export function parseBehind(text: string): Behind | undefined {
  if (text.length > longestBehind) return undefined;
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null || !('kind' in read)) return undefined;
  const known = behindKinds.some((kind) => kind === read.kind);
  return known && Object.values(read).every(isPart) ? (read as Behind) : undefined;
}

/** The text in a link; the inverse of {@link parseBehind}. Null where it is too long for one. */
export function formatBehind(behind: Behind): string | null {
  const text = JSON.stringify(behind);
  return text.length > longestBehind ? null : text;
}
