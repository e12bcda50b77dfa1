import type { Document } from './documents.ts';

/** How sure a word must be to tell a topic apart: two standard deviations. */
const leastZ = 2;
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

/**
 * What tells the comments of a topic from all others, the most telling first: features by the z value of
 * their log odds, with all comments as prior, in comments of at least `leastPeople` people of the topic.
 *
 * Source: B. Monroe, M. Colaresi, K. Quinn, Political Analysis 16 (2008) 372–403.
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
  const odds = (count: number, of: number, prior: number): number =>
    Math.log((count + prior) / Math.max(1e-9, of + 1 - count - prior));
  const scored: { feature: number; z: number }[] = [];
  for (const [feature, { comments, people }] of inside) {
    if (people.size < leastPeople) continue;
    const total = frequency[feature] ?? 0;
    // The prior is one comment with words as in all comments.
    const prior = total / all;
    const outside = total - comments;
    const difference =
      odds(comments, members.length, prior) - odds(outside, all - members.length, prior);
    const z = difference / Math.sqrt(1 / (comments + prior) + 1 / (outside + prior));
    if (z >= leastZ) scored.push({ feature, z });
  }
  return scored
    .toSorted((a, b) => b.z - a.z || a.feature - b.feature)
    .slice(0, most)
    .map(({ feature }) => feature);
}
