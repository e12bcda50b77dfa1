import type { Database } from '../people/database.ts';

/** A topic that was found in comments, as it is known again. Times are epoch ms. */
export interface FoundTopicWords {
  key: string;
  /** Stems, the most telling first; at least three people wrote each. */
  words: string[];
  firstSeen: number;
  lastSeen: number;
}

/** Topics that were found in the comments of a site. The report `topics` reads them. */
export interface FoundTopics {
  /** Keeps them, each in place of what was kept under its key. */
  keep(site: string, topics: readonly FoundTopicWords[]): Promise<void>;
}

/** Topics over their table. */
export const createFoundTopics = ({
  database,
  clock,
}: {
  database: Pick<Database, 'insert'>;
  clock: () => number;
}): FoundTopics => ({
  keep: (site, topics) =>
    database.insert(
      'found_topics',
      topics.map(({ key, words, firstSeen, lastSeen }) => ({
        site_id: site,
        key,
        words,
        first_seen: firstSeen,
        last_seen: lastSeen,
        version: clock(),
      })),
    ),
});
