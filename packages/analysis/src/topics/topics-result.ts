import type { TopicsParameters, TopicsResult, VocabularyTopic } from '@touchtrail/contract';
import type { CommentRow } from './comment-row.ts';
import { directions } from './discover.ts';
import { readDocuments } from './documents.ts';
import { embed } from './embed.ts';
import type { Breathe } from './embed.ts';
import { byPlace, categoriesOf, categoryRows, topicRow } from './estimate.ts';
import { frequencyOf, readFeatures, weigh } from './features.ts';
import { discoverTopics, vocabularyTopics } from './find-topics.ts';
import type { Corpus, Found } from './find-topics.ts';
import { outcomesOf } from './outcome.ts';
import { alertsOf, periodsOf } from './periods.ts';
import { knownWords } from './topic-keys.ts';
import type { KnownTopic } from './topic-keys.ts';
import { shownForms } from './telling-words.ts';

const seed = 40_961;

function read(comments: readonly CommentRow[]): Corpus {
  const documents = readDocuments(comments.map(({ text }) => text));
  const { names, found } = readFeatures(documents);
  const frequency = frequencyOf(found, names.length);
  return { comments, documents, names, found, frequency, shown: shownForms(documents, names) };
}

function discoveryOf(
  found: Found | null,
  left: number,
  unassigned: number,
): TopicsResult['discovery'] {
  const { discovered } = found ?? { discovered: null };
  const isFound = (found?.topics.length ?? 0) > 0;
  const best = discovered?.tried.find(({ groups }) => groups === discovered.groups);
  return {
    state: !found ? 'off' : isFound ? 'found' : discovered ? 'unstable' : 'too_few',
    comments: left,
    needed: found?.needed ?? 0,
    groups: discovered?.groups ?? null,
    stability: best?.stability ?? null,
    tried: discovered?.tried ?? [],
    unassigned,
  };
}

/**
 * Topics of comments: pure, and the same for the same comments whatever their order was.
 *
 * @param given what tells people hidden in their texts
 * @param before topics that were found before: what is found again has their keys
 * @param span first and last touch of the data, epoch ms
 * @param breathe called between steps of some ten milliseconds; what it throws ends the work
 */
export async function topicsResult(
  given: readonly CommentRow[],
  vocabulary: readonly VocabularyTopic[],
  before: readonly KnownTopic[],
  parameters: Pick<TopicsParameters, 'period' | 'discover' | 'topics' | 'top' | 'quotes'>,
  span: { from: number; until: number },
  breathe: Breathe,
): Promise<
  Pick<TopicsResult, 'languages' | 'discovery' | 'rows' | 'categories' | 'alerts'> & {
    withWords: number;
    /** Stems that each discovered topic is known again by. */
    foundWords: Pick<KnownTopic, 'key' | 'words'>[];
  }
> {
  const comments = given.toSorted(
    (a, b) =>
      a.at - b.at || (a.who < b.who ? -1 : a.who > b.who ? 1 : 0) || (a.text < b.text ? -1 : 1),
  );
  const corpus = read(comments);
  await breathe();
  const known = vocabularyTopics(corpus, vocabulary);
  await breathe();
  const periods = periodsOf(comments, parameters.period, span.from, span.until);
  const found = parameters.discover
    ? await discoverTopics(corpus, known, before, parameters.topics, breathe)
    : null;
  const topics = [...known, ...(found?.topics ?? [])];
  const space =
    found?.space ??
    (await embed(weigh(corpus.found, corpus.names.length), directions, seed, breathe));

  const withWords = corpus.documents.reduce((sum, { words }) => sum + Number(words.length > 0), 0);
  const places = byPlace(
    comments,
    [...comments.keys()].filter((at) => (corpus.documents[at]?.words.length ?? 0) > 0),
  );
  const categories = categoriesOf(topics, space);
  const outcomes = outcomesOf(topics, comments);
  const rows = topics.flatMap((topic, at) => {
    const outcome = outcomes[at];
    if (!outcome) return [];
    const { top, quotes } = parameters;
    const around = { places, periods, space };
    const options = { withWords, top, quotes };
    return [topicRow(topic, outcome, categories[at] ?? topic.key, corpus, around, options)];
  });

  const languages = new Map<string, number>();
  for (const { language, words } of corpus.documents) {
    if (words.length === 0) continue;
    const code = language ?? 'und';
    languages.set(code, (languages.get(code) ?? 0) + 1);
  }
  const ofKnown = new Set(known.flatMap(({ members }) => members)).size;
  const assigned = new Set(topics.flatMap(({ members }) => members)).size;
  return {
    withWords,
    languages: [...languages]
      .map(([language, count]) => ({ language, comments: count }))
      .toSorted((a, b) => b.comments - a.comments || (a.language < b.language ? -1 : 1)),
    discovery: discoveryOf(found, found?.left ?? withWords - ofKnown, withWords - assigned),
    rows: rows.toSorted((a, b) => b.share.count - a.share.count || (a.topic < b.topic ? -1 : 1)),
    categories: categoryRows(topics, categories, comments, withWords),
    alerts: alertsOf(topics, comments, periods, before),
    foundWords: (found?.topics ?? []).map((topic) => ({
      key: topic.key,
      words: knownWords(topic, corpus.names),
    })),
  };
}
