import type { FeedbackResult, FeedbackRow, MeanRating, Ratings } from '@touchtrail/contract';
import { nameOf } from '../base/names.ts';
import { newcombe } from '../stats/newcombe.ts';
import { t975 } from '../stats/student-t.ts';
import { wilson } from '../stats/wilson.ts';
import type { AnswerRow, RatingRow } from './query.ts';

/**
 * Mean with its 95 % interval, mean ± t s / √n (Student 1908). Not cut to the scale: a bound beyond it
 * says that there are few answers.
 */
export function meanInterval(n: number, mean: number | null, deviation: number | null): MeanRating {
  if (n === 0 || mean === null) return { n: 0, value: null, low: null, high: null };
  if (n < 2 || deviation === null) return { n, value: mean, low: null, high: null };
  const half = (t975(n - 1) * deviation) / Math.sqrt(n);
  return { n, value: mean, low: mean - half, high: mean + half };
}

const ratingsOf = (row: RatingRow | undefined): Ratings => ({
  rated: row?.rated ?? 0,
  withoutTouch: row?.withoutTouch ?? 0,
  replaced: row?.replaced ?? 0,
  mean: meanInterval(
    (row?.rated ?? 0) + (row?.withoutTouch ?? 0),
    row?.mean ?? null,
    row?.deviation ?? null,
  ),
  distribution: row?.distribution ?? Array.from({ length: 10 }, () => 0),
  promoters: wilson(row?.promoters ?? 0, row?.nps ?? 0),
  detractors: wilson(row?.detractors ?? 0, row?.nps ?? 0),
});

const none = { journeys: 0, observed: 0, converted: 0 };

/** Ratings by touchpoint, and who gave them, from the counted groups. */
export function feedbackResult(
  ratings: readonly RatingRow[],
  answers: readonly AnswerRow[],
  names: ReadonlyMap<string, string>,
): Pick<FeedbackResult, 'overall' | 'rows'> {
  const byPlace = new Map<string, { rated: typeof none; unrated: typeof none }>();
  for (const answer of answers) {
    const place = nameOf(names, answer.id);
    const both = byPlace.get(place) ?? { rated: none, unrated: none };
    byPlace.set(place, { ...both, [answer.rated ? 'rated' : 'unrated']: answer });
  }
  const rows = ratings
    .filter((row) => !row.overall)
    .map((row): FeedbackRow => {
      const { rated, unrated } = byPlace.get(row.place) ?? { rated: none, unrated: none };
      return {
        touchpoint: row.place,
        ...ratingsOf(row),
        answered: wilson(rated.journeys, rated.journeys + unrated.journeys),
        convertedRated: wilson(rated.converted, rated.observed),
        convertedUnrated: wilson(unrated.converted, unrated.observed),
        convertedDifference: newcombe(
          rated.converted,
          rated.observed,
          unrated.converted,
          unrated.observed,
        ),
      };
    });
  return { overall: ratingsOf(ratings.find((row) => row.overall)), rows };
}
