import type { Document } from './documents.ts';

/** How sure a word must be to tell a topic apart: chi-squared with one degree of freedom, 1 %. */
const leastRatio = 6.635;
const most = 200;

/** How features are written most often, `''` for one that stands in compounds only. */
export function shownForms(
  documents: readonly Document[],
  names: readonly string[],
): readonly string[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { words } of documents) {
    for (const { stem, shown } of words) {
      if (stem === null) continue;
      const forms = counts.get(stem) ?? new Map<string, number>();
      counts.set(stem, forms);
      forms.set(shown, (forms.get(shown) ?? 0) + 1);
    }
  }
  return names.map((name) => {
    const forms = [...(counts.get(name) ?? [])];
    return forms.toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? '';
  });
}

const term = (n: number, expected: number) => (n > 0 ? n * Math.log(n / expected) : 0);

/** Twice the logarithm of how much likelier two shares are than one: of a topic's comments and of the others. */
function likelihoodRatio(count: number, of: number, total: number, all: number): number {
  const share = total / all;
  const others = total - count;
  return (
    2 *
    (term(count, of * share) +
      term(of - count, of * (1 - share)) +
      term(others, (all - of) * share) +
      term(all - of - others, (all - of) * (1 - share)))
  );
}

/**
 * What tells the comments of a topic from all others, the most telling first: features that more of them
 * have, by the likelihood ratio, in comments of at least `leastPeople` people of the topic.
 *
 * Source: T. Dunning, Computational Linguistics 19 (1993) 61–74.
 *
 * @param found features of each comment
 * @param frequency comments that have each feature
 * @param members comments of the topic
 */
export function tellingFeatures(
  found: readonly Int32Array[],
  frequency: Int32Array,
  members: readonly number[],
  who: readonly string[],
  leastPeople: number,
): number[] {
  const inside = new Map<number, { comments: number; people: Set<string> }>();
  for (const member of members) {
    for (const feature of found[member] ?? []) {
      const entry = inside.get(feature) ?? { comments: 0, people: new Set<string>() };
      inside.set(feature, entry);
      entry.comments += 1;
      if (entry.people.size < leastPeople) entry.people.add(who[member] ?? '');
    }
  }
  const all = found.length;
  const scored: { feature: number; ratio: number }[] = [];
  for (const [feature, { comments, people }] of inside) {
    const total = frequency[feature] ?? 0;
    if (people.size < leastPeople || comments * all <= total * members.length) continue;
    const ratio = likelihoodRatio(comments, members.length, total, all);
    if (ratio >= leastRatio) scored.push({ feature, ratio });
  }
  return scored
    .toSorted((a, b) => b.ratio - a.ratio || a.feature - b.feature)
    .slice(0, most)
    .map(({ feature }) => feature);
}
