import type { FeedbackParameters, ReportTypes } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { limitText } from '../base/limits.ts';
import { readNames } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { feedbackResult } from './estimate.ts';
import { answersSql, ratingRowsSql, unreadableSql } from './query.ts';
import type { AnswerRow, RatingRow } from './query.ts';

const definition = [
  'A rating joins the touch that it names as its parent, else the nearest touch of the same person at the same touchpoint at most the join limit before it. Of several ratings of one touch the last counts. A rating without such a touch counts as one without touch.',
  'All scales are moved to 1 to 10 in a straight line: NPS from 0–10, CSAT from 1–5, CES from 1–7, thumbs from 0–1. Ratings without a scale or outside it are counted as unreadable and not used.',
  'Mean with the 95 % interval of Student’s t, each answer taken as independent. Promoters gave 9 or 10 on the NPS scale, detractors 0 to 6.',
  'Answered: journeys that met the touchpoint and rated it, of all that met it. Converted, rated and unrated: the goal came within the horizon of the first touch here, of journeys observed that long; each journey once; their difference with Newcombe’s interval. Where the two differ, the ratings do not speak for everybody.',
  limitText,
  'Shares have 95 % Wilson score intervals.',
].join(' ');

/** What people say at touchpoints, and who says it. See {@link definition}. */
export async function feedback(
  parameters: FeedbackParameters,
  context: ReportContext,
): Promise<ReportTypes['feedback']> {
  const startedAt = context.clock();
  const prepared = await prepare(parameters, context, { needsGap: false });
  const { scope, query, names } = prepared;
  const { horizon, joinWithin, top } = parameters;
  const limits = { horizon, joinWithin };
  // One row more than the list: the one of all touchpoints.
  const ratings = await query<RatingRow>(ratingRowsSql(scope), { ...limits, rows: top + 1 });
  const answers = ratings.length > 1 ? await query<AnswerRow>(answersSql(scope), limits) : [];
  const [unreadable] = await query<{ n: number }>(unreadableSql(scope));
  await readNames(
    prepared,
    answers.map((row) => row.id),
  );
  return envelope('feedback', definition, parameters, context, prepared, startedAt, {
    joinWithinMs: joinWithin,
    horizonMs: horizon,
    ...feedbackResult(ratings, answers, names),
    unreadable: unreadable?.n ?? 0,
  });
}
