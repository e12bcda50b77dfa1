import type { VocabularyTopic } from '@touchtrail/contract';
import { nameIn } from '@touchtrail/contract';
import type { CommentRow } from './comment-row.ts';
import { directions, discoverGroups, leastComments } from './discover.ts';
import type { Discovered } from './discover.ts';
import type { Document } from './documents.ts';
import { embed } from './embed.ts';
import type { Breathe, DenseRows } from './embed.ts';
import { weigh } from './features.ts';
import { claimed, keyOf, takeOver } from './topic-keys.ts';
import type { KnownTopic } from './topic-keys.ts';
import { tellingFeatures } from './telling-words.ts';
import { vocabularyMatcher } from './vocabulary.ts';

/** A topic with the comments on it, by their places. */
export interface FoundTopic {
  key: string;
  source: 'vocabulary' | 'discovered';
  label: string;
  /** Features that tell it apart, the most telling first. */
  telling: readonly number[];
  members: readonly number[];
  stability: number | null;
}

/** The comments, read. */
export interface Corpus {
  comments: readonly CommentRow[];
  documents: readonly Document[];
  names: readonly string[];
  /** How each feature is written. */
  shown: readonly string[];
  /** Features of each comment. */
  found: readonly Int32Array[];
  frequency: Int32Array;
}

/** What looking for topics in some of the comments came to. */
interface Looked {
  topics: FoundTopic[];
  discovered: Discovered | null;
  /** Where they were compared, a row for each comment. */
  space: DenseRows | null;
}

const noFeatures = new Int32Array();

/** A word is shown, and a topic is, when so many people wrote it. */
const leastPeople = 3;
const leastWriters = 5;
const seed = 20_251;

const features = (corpus: Corpus, members: readonly number[]): number[] =>
  tellingFeatures(
    corpus.found,
    corpus.frequency,
    members,
    corpus.comments.map(({ who }) => who),
    leastPeople,
  );

/** Topics of the vocabulary; all of them, also those that nobody wrote about. */
export function vocabularyTopics(
  corpus: Corpus,
  vocabulary: readonly VocabularyTopic[],
): FoundTopic[] {
  const match = vocabularyMatcher(vocabulary);
  const members = vocabulary.map((): number[] => []);
  for (const [at, document] of corpus.documents.entries()) {
    for (const topic of match(document)) members[topic]?.push(at);
  }
  return vocabulary.map(({ key, name }, topic) => ({
    key,
    source: 'vocabulary',
    label: nameIn(name, 'en', key),
    telling: features(corpus, members[topic] ?? []),
    members: members[topic] ?? [],
    stability: null,
  }));
}

/** Of the words that tell a topic apart the one that most of its comments have, and few others. */
function spread(corpus: Corpus, members: readonly number[], telling: readonly number[]): number {
  const counts = new Map(telling.map((feature) => [feature, 0]));
  for (const at of members) {
    for (const feature of corpus.found[at] ?? []) {
      const count = counts.get(feature);
      if (count !== undefined) counts.set(feature, count + 1);
    }
  }
  const weight = (feature: number) =>
    (counts.get(feature) ?? 0) ** 2 / Math.max(1, corpus.frequency[feature] ?? 1);
  return telling.reduce((best, feature) => (weight(feature) > weight(best) ? feature : best));
}

/** Groups of the comments at `left` as topics. A comment of a group belongs to it when it has one of its telling words. */
async function look(
  corpus: Corpus,
  left: readonly number[],
  most: number,
  known: Int32Array,
  breathe: Breathe,
): Promise<Looked> {
  const nothing: Looked = { topics: [], discovered: null, space: null };
  if (left.length < leastComments) return nothing;
  const worded = corpus.found.reduce((sum, own) => sum + (own.length > 0 ? 1 : 0), 0);
  // Where the vocabulary takes little the main directions of all comments are theirs, too.
  const isOfAll = left.length > worded * 0.8;
  const asked = new Set(left);
  const sparse = weigh(
    isOfAll ? corpus.found : corpus.found.map((own, at) => (asked.has(at) ? own : noFeatures)),
    corpus.names.length,
  );
  const wanted = Math.min(directions, Math.max(8, Math.floor(left.length / 10)));
  const space = await embed(sparse, wanted, seed, breathe);
  const rows = Int32Array.from(left).filter(
    (row) => (sparse.starts[row + 1] ?? 0) > (sparse.starts[row] ?? 0),
  );
  if (rows.length < leastComments) return nothing;
  const discovered = await discoverGroups(space, rows, most, known, seed, breathe);
  const members = new Map<number, number[]>();
  for (const [at, row] of rows.entries()) {
    const group = discovered.group[at] ?? -1;
    if (group < 0) continue;
    const own = members.get(group) ?? [];
    members.set(group, own);
    own.push(row);
  }
  const topics: FoundTopic[] = [];
  for (const [group, own] of members) {
    const telling = features(corpus, own);
    const words = new Set(telling);
    const kept = own.filter((at) => corpus.found[at]?.some((feature) => words.has(feature)));
    const writers = new Set(kept.map((at) => corpus.comments[at]?.who));
    if (telling.length === 0 || writers.size < leastWriters || kept.length < 10) continue;
    const label = telling
      .map((feature) => corpus.shown[feature] ?? '')
      .filter((word) => word !== '')
      .slice(0, 3)
      .join(', ');
    topics.push({
      key: keyOf(corpus.names[spread(corpus, kept, telling)] ?? ''),
      source: 'discovered',
      label,
      telling,
      members: kept,
      stability: discovered.stability[group] ?? null,
    });
    await breathe();
  }
  return { topics, discovered, space: isOfAll ? space : null };
}

/** What was found in comments that the vocabulary says nothing of. */
export interface Found extends Looked {
  left: number;
  /** So many more comments it takes to look. */
  needed: number;
}

/**
 * Topics in the comments that none of `ofVocabulary` has, with the keys of the `known` ones that they are
 * again. The space is given back when it is one of all comments.
 */
export async function discoverTopics(
  corpus: Corpus,
  ofVocabulary: readonly FoundTopic[],
  known: readonly KnownTopic[],
  most: number,
  breathe: Breathe,
): Promise<Found> {
  const taken = new Set(ofVocabulary.flatMap(({ members }) => members));
  const left = [...corpus.comments.keys()].filter(
    (at) => !taken.has(at) && (corpus.found[at]?.length ?? 0) > 0,
  );
  const needed = Math.max(0, leastComments - left.length);
  const claim = claimed(corpus, known);
  const now = await look(corpus, left, most, claim, breathe);
  return {
    ...now,
    topics: takeOver(now.topics, known, corpus, claim, left),
    left: left.length,
    needed,
  };
}
