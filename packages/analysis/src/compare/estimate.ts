import type { ComparedFigure, FigureValue } from '@touchtrail/contract';
import { adjustBenjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { difference } from '../stats/difference.ts';
import type { Estimate } from '../stats/estimate.ts';
import { newcombe } from '../stats/newcombe.ts';
import { twoSidedP } from '../stats/normal.ts';
import { pooledTest } from '../stats/pooled-test.ts';
import { z95 } from '../stats/wilson.ts';
import { figureId, rowId } from '../table/figures.ts';
import type { Figure } from '../table/figures.ts';

type Compared = Pick<ComparedFigure, 'difference' | 'p'>;

const none: Compared = { difference: null, p: null };

const bounded = ({ value, low, high }: FigureValue): Estimate | null =>
  value === null || low === null || high === null ? null : { value, low, high };

/** The p value that agrees with the interval: how far 0 lies outside, in its own standard errors. */
function fromInterval({ value, low, high }: Estimate): number | null {
  const half = value > 0 ? value - low : high - value;
  if (value === 0) return 1;
  return half > 0 ? twoSidedP((value / half) * z95) : null;
}

function shares(a: FigureValue, b: FigureValue): Compared {
  if (a.count === null || a.of === null || b.count === null || b.of === null) return none;
  const found = newcombe(a.count, a.of, b.count, b.of);
  return found ? { difference: found, p: pooledTest(a.count, a.of, b.count, b.of) } : none;
}

/** `a` minus `b`: with an interval where both have one. */
export function comparedValues(kind: Figure['kind'], a: FigureValue, b: FigureValue): Compared {
  if (kind === 'share') return shares(a, b);
  const [one, other] = [bounded(a), bounded(b)];
  if (one && other) {
    const found = difference(one, other);
    return { difference: found, p: fromInterval(found) };
  }
  if (a.value === null || b.value === null) return none;
  return { difference: { value: a.value - b.value, low: null, high: null }, p: null };
}

/** The first `most` rows of each kind: what tells boxes apart is not what tells moves apart. */
function firstRows(all: readonly Figure[], most: number): { kept: Set<string>; rows: number } {
  const kinds = new Map<string, Set<string>>();
  for (const { row } of all) {
    const kind = Object.keys(row).join(' ');
    const rows = kinds.get(kind) ?? new Set();
    kinds.set(kind, rows.add(rowId(row)));
  }
  const each = [...kinds.values()];
  return {
    kept: new Set(each.flatMap((rows) => [...rows].slice(0, most))),
    rows: Math.max(0, ...each.map(({ size }) => size)),
  };
}

/**
 * Figures of both sides by their row and name; of each kind of row the first `most` of either side, those
 * of `a` first. `rows` is how many the kind with the most has. `q` is the false discovery rate among all p values that are returned.
 */
export function comparedFigures(
  a: readonly Figure[],
  b: readonly Figure[],
  most: number,
): { figures: ComparedFigure[]; rows: number } {
  const left = new Map(a.map((entry) => [figureId(entry), entry]));
  const right = new Map(b.map((entry) => [figureId(entry), entry]));
  const all = [...a, ...b.filter((entry) => !left.has(figureId(entry)))];
  const { kept, rows } = firstRows(all, most);
  const figures = all
    .filter((entry) => kept.has(rowId(entry.row)))
    .map((entry): ComparedFigure => {
      const [one, other] = [left.get(figureId(entry)), right.get(figureId(entry))];
      const kind = one?.kind ?? other?.kind ?? entry.kind;
      return {
        row: entry.row,
        figure: entry.figure,
        kind,
        a: one?.value ?? null,
        b: other?.value ?? null,
        ...(one && other ? comparedValues(kind, one.value, other.value) : none),
        q: null,
      };
    });
  const judged = figures.filter((entry) => entry.p !== null);
  const adjusted = adjustBenjaminiHochberg(judged.map((entry) => entry.p ?? 1));
  for (const [index, entry] of judged.entries()) entry.q = adjusted[index] ?? null;
  return { figures, rows };
}
