/** Edit distance (Levenshtein 1966): insertions, deletions, substitutions. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/**
 * Up to three known names that someone who wrote `text` may have meant, closest first.
 *
 * @example
 * nearest('chekout', ['cart', 'checkout']); // ['checkout']
 */
export function nearest(text: string, known: readonly string[]): string[] {
  const wanted = text.toLowerCase();
  const scored: { name: string; distance: number }[] = [];
  for (const name of known.slice(0, 2_000)) {
    const other = name.toLowerCase();
    const within = wanted.length >= 3 && (other.includes(wanted) || wanted.includes(other));
    const distance = within ? 1 : editDistance(wanted, other);
    if (distance <= Math.max(2, Math.floor(wanted.length / 3))) scored.push({ name, distance });
  }
  return scored
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map((entry) => entry.name);
}
