import type { ReportTypes, TopicsParameters } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import type { CommentRow } from './comment-row.ts';
import { keepNews, knownTopicsSql } from './known-topics.ts';
import type { KeptTopicRow } from './known-topics.ts';
import { commentsSql, countSql } from './query.ts';
import { computeTopics } from './topics-thread.ts';
import { definition, say } from './words.ts';

/** What people write about, and what goes with it. See {@link definition}. */
export async function topics(
  parameters: TopicsParameters,
  context: ReportContext,
): Promise<ReportTypes['topics']> {
  const startedAt = context.clock();
  const prepared = await prepare(parameters, context, { needsGap: false });
  const { scope, query, warnings, dataFrom, dataUntil } = prepared;
  const { comments: most, horizon, period } = parameters;
  const [counted] = await query<{ stored: number; people: number; until: number }>(
    countSql(scope),
    { comments: most },
  );
  const { stored = 0, people = 0, until = 0 } = counted ?? {};
  const rows =
    stored === 0
      ? []
      : await query<CommentRow>(commentsSql(scope), { comments: most, until, horizon });
  if (rows.length < stored) {
    warnings.push(
      say('Of {n} comments {read} were read, drawn by the hash of their id; counts are of those.', {
        n: stored,
        read: rows.length,
      }),
    );
  }
  const vocabulary =
    (await context.reader.touchMapping?.(parameters.site, scope.registry))?.topics ?? [];
  const known = await query<KeptTopicRow>(knownTopicsSql, { site: parameters.site });
  const { withWords, foundWords, ...result } = await computeTopics(
    rows,
    {
      vocabulary,
      known,
      parameters: context.texts === false ? { ...parameters, quotes: 0 } : parameters,
      span: { from: dataFrom ?? 0, until: dataUntil ?? 0 },
    },
    context.signal,
  );
  await keepNews(foundWords, known, dataUntil ?? 0, parameters, context);
  if (result.discovery.state === 'too_few') {
    warnings.push(
      say(
        'Too few comments to look for topics in: {n} more that the vocabulary says nothing of are needed.',
        { n: result.discovery.needed },
      ),
    );
  }
  return envelope('topics', definition, parameters, context, prepared, startedAt, {
    horizonMs: horizon,
    periodMs: period,
    comments: { stored, read: rows.length, withWords, people },
    ...result,
  });
}
