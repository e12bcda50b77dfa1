import type { TopicsParameters, VocabularyTopic } from '@touchtrail/contract';
import type { CommentRow } from './comment-row.ts';
import type { Breathe } from './embed.ts';
import { hidePeople } from './hide-people.ts';
import type { KnownTopic } from './topic-keys.ts';
import { topicsResult } from './topics-result.ts';

/** What topics are found with, beside the comments themselves. */
export interface TopicsJob {
  vocabulary: readonly VocabularyTopic[];
  /** Topics that were found before. */
  known: readonly KnownTopic[];
  parameters: Pick<TopicsParameters, 'period' | 'discover' | 'topics' | 'top' | 'quotes'>;
  /** First and last touch of the data, epoch ms. */
  span: { from: number; until: number };
}

export type TopicsAnswer = Awaited<ReturnType<typeof topicsResult>>;

const atOnce = 1_000;

/** Topics of comments as they were stored: what tells people is hidden first. */
export async function topicsOf(
  given: readonly CommentRow[],
  { vocabulary, known, parameters, span }: TopicsJob,
  breathe: Breathe,
): Promise<TopicsAnswer> {
  const comments: CommentRow[] = [];
  for (const [at, row] of given.entries()) {
    comments.push({ ...row, text: hidePeople(row.text) });
    if (at % atOnce === atOnce - 1) await breathe();
  }
  return topicsResult(comments, vocabulary, known, parameters, span, breathe);
}
