import type { ReportTypes, TopicsParameters } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { limitText } from '../base/limits.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import type { CommentRow } from './comment-row.ts';
import { keepNews, knownTopicsSql } from './known-topics.ts';
import type { KeptTopicRow } from './known-topics.ts';
import { commentsSql, countSql } from './query.ts';
import { computeTopics } from './topics-thread.ts';

const definition = [
  'What people write with their feedback, by topic. First the topics of the site’s vocabulary: a comment is on each of those whose words it has, in any inflection, at either end of a compound in languages that have them. Then, in the comments that are on none, groups of comments with like words.',
  'Groups: stems and parts of compounds weighed by inverse document frequency, in their main directions (latent semantic analysis), by spherical k-means; as many groups as agree best between random parts of the comments (adjusted Rand index), and of those the ones found again in random parts (mean Jaccard index of at least 0.6). A comment of a group is on its topic when it has one of the words that tell it apart. Words are shown that at least three people wrote, topics of at least five people and ten comments.',
  'Ratings are moved to 1 to 10 as in the report feedback; means have 95 % intervals of Student’s t. Converted: the goal came within the horizon after the comment, of comments observed that long. Odds: against comments on other things at the same touchpoint with a rating within the same two points (Mantel-Haenszel, Robins-Breslow-Greenland), one comment a person and touchpoint; judged from 50 comments on it and 50 beside it, with 10 of either outcome, with a false discovery rate of at most 5 %. This is an association: what people write about and whether they buy may both come from something else.',
  'Alerts: people who commented on a topic of people who commented, the last stretch against all before it, by an exact conditional test with a false discovery rate of at most 5 %; new is a topic that was there less than a tenth as often.',
  'Comments are stored with consent to them only. In examples, addresses, numbers and introduced names are replaced by *.',
  limitText,
  'Shares have 95 % Wilson score intervals.',
].join(' ');

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
      `Of ${stored} comments ${rows.length} were read, drawn by the hash of their id; counts are of those.`,
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
      `Too few comments to look for topics in: ${result.discovery.needed} more that the vocabulary says nothing of are needed.`,
    );
  }
  return envelope('topics', definition, parameters, context, prepared, startedAt, {
    horizonMs: horizon,
    periodMs: period,
    comments: { stored, read: rows.length, withWords, people },
    ...result,
  });
}
