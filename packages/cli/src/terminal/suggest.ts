/** Edit distance with transpositions (optimal string alignment), small inputs only. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/**
 * The known word most like a mistyped one, or `undefined` when none is close.
 *
 * @example
 * nearest('improt', ['import', 'report']); // 'import'
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const typed = word.toLowerCase().slice(0, 60);
  let best: { word: string; score: number } | undefined;
  for (const candidate of known) {
    const name = candidate.toLowerCase();
    const starts = typed.length >= 3 && name.startsWith(typed);
    const score = starts ? 0.5 : distance(typed, name);
    const limit = Math.max(1, Math.floor(Math.max(typed.length, name.length) / 3));
    if (score <= limit && (!best || score < best.score)) best = { word: candidate, score };
  }
  return best?.word;
}

/**
 * Text that names the nearest known word, or lists all of them.
 *
 * @example
 * didYouMean('fromat', ['format', 'map']); // 'Did you mean format?'
 */
export function didYouMean(word: string, known: readonly string[]): string {
  const best = nearest(word, known);
  return best === undefined ? `Known: ${known.join(', ')}.` : `Did you mean ${best}?`;
}
