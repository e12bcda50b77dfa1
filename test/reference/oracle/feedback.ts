import { at, count, group, mean, share } from './base.ts';
import type { Journey, Observed } from './base.ts';
import type { LogTouch } from './log.ts';

/** A rating as generated: raw, on a scale, and perhaps about a touch named by its id. */
export interface LogRating {
  raw: number;
  scale: string;
  parent: number | undefined;
}

const bounds: Readonly<Record<string, readonly [number, number]>> = {
  nps: [0, 10],
  csat: [1, 5],
  thumbs: [0, 1],
};

const scoreOf = ({ raw, scale }: LogRating): number | undefined => {
  const [least, most] = bounds[scale] ?? [1, 0];
  return raw >= least && raw <= most ? 1 + (9 * (raw - least)) / (most - least) : undefined;
};

interface Counted {
  place: string;
  touch: LogTouch | undefined;
  score: number;
  rating: LogRating;
}

function ratingsOf(all: readonly Counted[], given: number) {
  const scores = all.map((one) => one.score);
  const average = mean(scores);
  const spread = Math.sqrt(
    scores.reduce((sum, x) => sum + (x - (average ?? 0)) ** 2, 0) / (scores.length - 1),
  );
  const nps = all.filter((one) => one.rating.scale === 'nps');
  return {
    rated: count(all, (one) => one.touch !== undefined),
    withoutTouch: count(all, (one) => one.touch === undefined),
    replaced: given - all.length,
    mean: { n: all.length, value: average },
    deviation: all.length > 1 ? spread : null,
    distribution: Array.from({ length: 10 }, (_, i) =>
      count(scores, (score) => Math.floor(score + 0.5) === i + 1),
    ),
    promoters: share(
      count(nps, (one) => one.rating.raw >= 9),
      nps.length,
    ),
    detractors: share(
      count(nps, (one) => one.rating.raw <= 6),
      nps.length,
    ),
  };
}

/** Newcombe 1998, method 10, written out. */
const apart = (a: ReturnType<typeof share>, b: ReturnType<typeof share>) => {
  if (a.rate === null || b.rate === null) return null;
  const value = a.rate - b.rate;
  const [al, ah, bl, bh] = [a.low ?? 0, a.high ?? 0, b.low ?? 0, b.high ?? 0];
  return {
    value,
    low: value - Math.hypot(a.rate - al, bh - b.rate),
    high: value + Math.hypot(ah - a.rate, b.rate - bl),
  };
};

/** The feedback report, counted plainly. */
export function oracleFeedback(
  { people, journeys, until }: Observed,
  ratings: ReadonlyMap<number, LogRating>,
  joinWithin: number,
  horizon: number,
) {
  const everything = people.flatMap((person) => person.touches);
  let unreadable = 0;
  const given: (Counted & { from: LogTouch })[] = [];
  for (const person of people) {
    for (const from of person.touches) {
      const rating = from.type === 'feedback' ? ratings.get(from.id) : undefined;
      if (!rating) continue;
      const score = scoreOf(rating);
      if (score === undefined) {
        unreadable++;
        continue;
      }
      const parent = everything.find((t) => t.id === rating.parent && t.type !== 'feedback');
      const near = person.touches.findLast(
        (t) =>
          t.type !== 'feedback' &&
          t.place === from.place &&
          t.ts <= from.ts &&
          from.ts - t.ts <= joinWithin,
      );
      // Nearest by time: of touches of the same instant the last in order, also after the rating.
      const same = near && person.touches.filter((t) => t.ts === near.ts && t.place === near.place);
      const touch = parent ?? same?.findLast((t) => t.type !== 'feedback');
      given.push({ place: touch?.place ?? from.place, touch, score, rating, from });
    }
  }
  const last = new Map<string, (typeof given)[number]>();
  const inOrder = given.toSorted(
    (a, b) => a.from.ts - b.from.ts || a.from.seq - b.from.seq || a.from.id - b.from.id,
  );
  for (const one of inOrder) {
    last.set(one.touch ? `t${one.touch.id}` : `r${one.from.id}`, one);
  }
  const kept = [...last.values()];
  const ratedTouches = new Set(kept.flatMap((one) => (one.touch ? [one.touch.id] : [])));
  const isRated = (t: LogTouch) => t.type === 'feedback' || ratedTouches.has(t.id);
  const meeting = (place: string) =>
    journeys.flatMap((journey) => {
      const here = journey.touches.filter((t) => t.place === place);
      return here.length > 0 ? [{ journey, met: at(here, 0).ts, rated: here.some(isRated) }] : [];
    });
  const converted = (list: readonly { journey: Journey; met: number }[]) => {
    const observed = list.filter((one) => until - one.met >= horizon);
    return share(
      count(observed, ({ journey, met }) => {
        const end = at(journey.touches, journey.touches.length - 1);
        return journey.outcome === 'converted' && end.ts - met <= horizon;
      }),
      observed.length,
    );
  };
  return {
    overall: ratingsOf(kept, given.length),
    unreadable,
    rows: [...group(kept, (one) => one.place)].map(([place, own]) => {
      const met = meeting(place);
      const convertedRated = converted(met.filter((one) => one.rated));
      const convertedUnrated = converted(met.filter((one) => !one.rated));
      return {
        touchpoint: place,
        ...ratingsOf(
          own,
          count(given, (one) => one.place === place),
        ),
        answered: share(
          count(met, (one) => one.rated),
          met.length,
        ),
        convertedRated,
        convertedUnrated,
        convertedDifference: apart(convertedRated, convertedUnrated),
      };
    }),
  };
}
