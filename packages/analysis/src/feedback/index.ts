import type { FeedbackParameters, ReportTypes } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { readNames } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { feedbackResult } from './estimate.ts';
import { answersSql, ratingRowsSql, unreadableSql } from './query.ts';
import type { AnswerRow, RatingRow } from './query.ts';
import { definition } from './words.ts';

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
