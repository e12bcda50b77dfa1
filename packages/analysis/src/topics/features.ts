import type { Document } from './documents.ts';

/** Rows of weights by feature: row `i` is `features[starts[i]]` to `features[starts[i + 1] - 1]`. */
export interface SparseRows {
  rows: number;
  columns: number;
  starts: Int32Array;
  features: Int32Array;
  weights: Float64Array;
}

const leastPart = 4;
const leastRest = 3;

/**
 * What each word counts as: its stem, and in languages with compounds also the parts that are words of
 * their own here (Lieferzeit: liefer, zeit). Of several ways to cut the one with the most frequent parts.
 *
 * Source: after P. Koehn, K. Knight, Empirical Methods for Compound Splitting, EACL (2003), by stems.
 */
function compoundParts(documents: readonly Document[]): Map<string, readonly string[]> {
  const counts = new Map<string, number>();
  const closed = new Set<string>();
  for (const { words, readAs } of documents) {
    for (const { stem } of words) {
      if (stem === null) continue;
      counts.set(stem, (counts.get(stem) ?? 0) + 1);
      if (readAs.compounds) closed.add(stem);
    }
  }
  const parts = new Map<string, readonly string[]>();
  for (const stem of closed) {
    if (stem.length < leastPart + leastRest) continue;
    const own = counts.get(stem) ?? 0;
    let best: readonly string[] = [];
    let most = 0;
    for (let cut = leastRest; cut <= stem.length - leastRest; cut++) {
      const head = stem.slice(0, cut);
      const tail = stem.slice(cut);
      // An s or n may stand between two parts.
      const heads = [head, head.replace(/(?:es|en|s|n)$/u, '')];
      const found = [...new Set([...heads, tail])].filter(
        (part) => part.length >= leastPart && (counts.get(part) ?? 0) >= Math.max(2, own / 4),
      );
      const score = found.reduce((sum, part) => sum + Math.log(1 + (counts.get(part) ?? 0)), 0);
      if (score > most) [best, most] = [found, score];
    }
    if (best.length > 0) parts.set(stem, best);
  }
  return parts;
}

/** Stems, and parts of compounds, of each document; each once. */
export function readFeatures(documents: readonly Document[]): {
  names: string[];
  found: Int32Array[];
} {
  const parts = compoundParts(documents);
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, numbers.size);
    return numbers.size - 1;
  };
  const found = documents.map(({ words }) => {
    const own = new Set<number>();
    for (const { stem } of words) {
      if (stem === null) continue;
      own.add(numberOf(stem));
      for (const part of parts.get(stem) ?? []) own.add(numberOf(part));
    }
    return Int32Array.from(own);
  });
  return { names: [...numbers.keys()], found };
}

/** How many rows have each feature. */
export function frequencyOf(found: readonly Int32Array[], columns: number): Int32Array {
  const frequency = new Int32Array(columns);
  for (const row of found) {
    for (const feature of row) frequency[feature] = (frequency[feature] ?? 0) + 1;
  }
  return frequency;
}

/**
 * Weights by inverse document frequency, rows of length one. Words of a single comment tell nothing of
 * others and are left out, and so are those of more than half of all.
 *
 * Source: K. Spärck Jones, J. Documentation 28 (1972) 11–21.
 *
 * @param found features of each row; none where the row is left out
 * @returns rows that are empty where nothing is left
 */
export function weigh(found: readonly Int32Array[], columns: number): SparseRows {
  const frequency = frequencyOf(found, columns);
  const all = found.reduce((sum, row) => sum + (row.length > 0 ? 1 : 0), 0);
  const most = Math.max(2, all / 2);
  const idf = Float64Array.from(frequency, (n) => (n < 2 || n > most ? 0 : Math.log(all / n)));
  const starts = new Int32Array(found.length + 1);
  const total = found.reduce((sum, row) => sum + row.length, 0);
  const features = new Int32Array(total);
  const weights = new Float64Array(total);
  let end = 0;
  for (const [at, row] of found.entries()) {
    starts[at] = end;
    let square = 0;
    for (const feature of row) square += (idf[feature] ?? 0) ** 2;
    const length = Math.sqrt(square);
    for (const feature of row) {
      const weight = idf[feature] ?? 0;
      if (weight === 0) continue;
      features[end] = feature;
      weights[end++] = weight / length;
    }
  }
  starts[found.length] = end;
  return { rows: found.length, columns, starts, features, weights };
}
