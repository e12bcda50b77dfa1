import type { Corpus, FoundTopic } from './find-topics.ts';

/** What stands before the key of a topic that is not in the vocabulary. */
const foundPrefix = 'found.';
/** Mean of shared comments and shared words from which on a topic is one that is known. */
const leastAlike = 0.25;
/** Words that a topic is known again by. */
const mostWords = 30;

/** A topic that was found before. */
export interface KnownTopic {
  key: string;
  /** Stems, the most telling first. */
  words: readonly string[];
  /** Epoch ms. */
  firstSeen: number;
}

const latin: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ø: 'o',
  æ: 'ae',
  å: 'a',
};

function plain(stem: string): string {
  const letters = [...stem.normalize('NFKC')].map((letter) => latin[letter] ?? letter).join('');
  const ascii = letters.normalize('NFD').replaceAll(/[^a-z0-9]/gu, '');
  if (ascii.length >= 2) return ascii.slice(0, 20);
  // Other scripts have no letters that a key may have.
  let hash = 0;
  for (const letter of stem) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return `x${hash.toString(36)}`;
}

/**
 * A key for a discovered topic, from the stem that stands for it.
 *
 * @example
 * keyOf('verspät'); // 'found.verspaet'
 */
export const keyOf = (stem: string): string => `${foundPrefix}${plain(stem)}`;

/** Stems that a topic is known again by. */
export const knownWords = (
  { telling }: Pick<FoundTopic, 'telling'>,
  names: readonly string[],
): string[] => telling.slice(0, mostWords).map((feature) => names[feature] ?? '');

/** Weights of words by their rank, as a vector of length one. */
function weighted(words: readonly string[]): Map<string, number> {
  const weights = words.map((_word, rank) => 1 / Math.log2(2 + rank));
  const length = Math.hypot(...weights);
  return new Map(words.map((word, rank) => [word, (weights[rank] ?? 0) / length]));
}

/** Which of the known topics each comment has most of the words of; -1: it has none of them. */
export function claimed({ found, names }: Corpus, known: readonly KnownTopic[]): Int32Array {
  const numbers = new Map(names.map((name, feature) => [name, feature]));
  const byFeature = new Map<number, [topic: number, weight: number][]>();
  for (const [topic, { words }] of known.entries()) {
    for (const [word, weight] of weighted(words)) {
      const feature = numbers.get(word);
      if (feature === undefined) continue;
      byFeature.set(feature, [...(byFeature.get(feature) ?? []), [topic, weight]]);
    }
  }
  return Int32Array.from(found, (features) => {
    const scores = new Map<number, number>();
    for (const feature of features) {
      for (const [topic, weight] of byFeature.get(feature) ?? []) {
        scores.set(topic, (scores.get(topic) ?? 0) + weight);
      }
    }
    let [best, most] = [-1, 0];
    for (const [topic, score] of scores) if (score > most) [best, most] = [topic, score];
    return best;
  });
}

/** Jaccard indexes of a topic's comments with those of each known topic. */
function sharedComments(
  members: readonly number[],
  claim: Int32Array,
  sizes: readonly number[],
): number[] {
  const both = sizes.map(() => 0);
  for (const at of members) {
    const topic = claim[at] ?? -1;
    if (topic >= 0) both[topic] = (both[topic] ?? 0) + 1;
  }
  return sizes.map((size, topic) => {
    const shared = both[topic] ?? 0;
    return shared / Math.max(1, size + members.length - shared);
  });
}

function sharedWords(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [word, weight] of a) sum += weight * (b.get(word) ?? 0);
  return sum;
}

/**
 * Topics with the keys of the known ones that they are again, by shared comments and shared words, the
 * most alike first, each key to one. A topic that is new takes no key that is known; keys that come up
 * twice are numbered.
 *
 * @param claim of each comment the known topic whose words it has, see {@link claimed}
 * @param left the comments that topics were looked for in
 */
export function takeOver(
  topics: readonly FoundTopic[],
  known: readonly KnownTopic[],
  { names }: Pick<Corpus, 'names'>,
  claim: Int32Array,
  left: readonly number[],
): FoundTopic[] {
  const sizes = known.map(() => 0);
  for (const at of left) {
    const topic = claim[at] ?? -1;
    if (topic >= 0) sizes[topic] = (sizes[topic] ?? 0) + 1;
  }
  const knownWeights = known.map(({ words }) => weighted(words));
  const pairs = topics
    .flatMap((topic, now) => {
      const own = weighted(knownWords(topic, names));
      return sharedComments(topic.members, claim, sizes).map((comments, was) => ({
        now,
        was,
        alike: (comments + sharedWords(own, knownWeights[was] ?? new Map())) / 2,
      }));
    })
    .filter(({ alike }) => alike >= leastAlike)
    .toSorted((a, b) => b.alike - a.alike || a.now - b.now || a.was - b.was);
  const keys = new Map<number, string>();
  const gone = new Set<number>();
  for (const { now, was } of pairs) {
    if (keys.has(now) || gone.has(was)) continue;
    keys.set(now, known[was]?.key ?? '');
    gone.add(was);
  }
  const used = new Set(known.map(({ key }) => key));
  return topics.map((topic, now) => {
    const before = keys.get(now);
    if (before !== undefined) return { ...topic, key: before };
    let { key } = topic;
    for (let n = 2; used.has(key); n++) key = `${topic.key}-${n}`;
    used.add(key);
    return { ...topic, key };
  });
}
