import type { TopicsParameters } from '@touchtrail/contract';
import type { FoundTopicWords } from '@touchtrail/store';
import type { ReportContext } from '../reports.ts';
import type { KnownTopic } from './topic-keys.ts';

const dayMs = 86_400_000;

/** A topic that was kept when it was found. Times are epoch ms. */
export type KeptTopicRow = FoundTopicWords;

export const knownTopicsSql = `
  SELECT key, words, toUnixTimestamp64Milli(first_seen) AS firstSeen,
    toUnixTimestamp64Milli(last_seen) AS lastSeen
  FROM found_topics FINAL WHERE site_id = {site:String}
  ORDER BY found_topics.last_seen DESC, key LIMIT 200`;

/**
 * Keeps topics that are new, or were last kept a day or more before the end of the data. Only what was
 * found in all comments up to the end names topics: parts of them make other groups, which take the keys
 * that there are.
 */
export async function keepNews(
  found: readonly Pick<KnownTopic, 'key' | 'words'>[],
  known: readonly KeptTopicRow[],
  until: number,
  { site, segment, to, subject, includeBots }: TopicsParameters,
  { keepTopics, cohort }: ReportContext,
): Promise<void> {
  if (!keepTopics || cohort || to !== undefined || segment.length > 0) return;
  if (subject !== 'person' || includeBots) return;
  const before = new Map(known.map((topic) => [topic.key, topic]));
  const news = found.flatMap(({ key, words }): FoundTopicWords[] => {
    const { firstSeen = until, lastSeen = -Infinity } = before.get(key) ?? {};
    return until - lastSeen < dayMs ? [] : [{ key, words: [...words], firstSeen, lastSeen: until }];
  });
  if (news.length > 0) await keepTopics(site, news);
}
