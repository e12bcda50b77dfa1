import type { FoundTopic } from './find-topics.ts';

/** What stands before the key of a topic that is not in the vocabulary. */
const foundPrefix = 'found.';
/** Topics are the same when more than half of their comments are. */
const leastShared = 0.5;

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

/** Jaccard index of two sets of comments. */
function shared(a: ReadonlySet<number>, b: readonly number[]): number {
  const both = b.reduce((sum, at) => sum + (a.has(at) ? 1 : 0), 0);
  const either = a.size + b.length - both;
  return either === 0 ? 0 : both / either;
}

/**
 * Topics with the keys of those that they are again, the most alike first; keys that come up twice are
 * numbered.
 *
 * @param common the comments that both were found in
 */
export function takeOver(
  topics: readonly FoundTopic[],
  before: readonly FoundTopic[],
  common: ReadonlySet<number>,
): FoundTopic[] {
  const pairs = topics
    .flatMap((topic, now) => {
      const own = new Set(topic.members.filter((at) => common.has(at)));
      return before.map((former, was) => ({ now, was, alike: shared(own, former.members) }));
    })
    .filter(({ alike }) => alike > leastShared)
    .toSorted((a, b) => b.alike - a.alike || a.now - b.now);
  const keys = new Map<number, string>();
  const gone = new Set<number>();
  for (const { now, was } of pairs) {
    if (keys.has(now) || gone.has(was)) continue;
    keys.set(now, before[was]?.key ?? '');
    gone.add(was);
  }
  const used = new Set(keys.values());
  const seen = new Set<string>();
  return topics.map((topic, now) => {
    let key = keys.get(now) ?? topic.key;
    if (keys.get(now) === undefined) {
      for (let n = 2; used.has(key); n++) key = `${topic.key}-${n}`;
      used.add(key);
    }
    for (let n = 2; seen.has(key); n++) key = `${topic.key}-${n}`;
    seen.add(key);
    return { ...topic, key };
  });
}
