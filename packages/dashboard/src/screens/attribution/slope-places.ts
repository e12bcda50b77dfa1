import type { CreditMatrix } from './credit-matrix.ts';

/** Where a line stands in the column of one model. */
export interface SlopePlace {
  column: number;
  /** Distance from the top, in rows. */
  row: number;
  rank: number;
  holds: number | null;
}

/**
 * Places of the lines of a rank chart, by row and model: as far down as the ranks that are shown say, those
 * that share a rank beside each other around it.
 *
 * @returns for each row its places from left to right, without the models that give it none; and how many rows high it is
 */
export function slopePlaces(rows: CreditMatrix['rows']): { lines: SlopePlace[][]; height: number } {
  const shown = new Set(rows.flatMap(({ ranks }) => ranks.filter((rank) => rank !== null)));
  const slots = new Map([...shown].toSorted((a, b) => a - b).map((rank, at) => [rank, at]));
  const columns = rows[0]?.ranks.length ?? 0;
  const lines = rows.map((): SlopePlace[] => []);
  for (let column = 0; column < columns; column++) {
    for (const [rank, slot] of slots) {
      const sharing = [...rows.keys()].filter((at) => rows[at]?.ranks[column] === rank);
      const gap = Math.min(0.5, 0.8 / Math.max(1, sharing.length - 1));
      for (const [place, at] of sharing.entries()) {
        lines[at]?.push({
          column,
          row: slot + (place - (sharing.length - 1) / 2) * gap,
          rank,
          holds: rows[at]?.holds[column] ?? null,
        });
      }
    }
  }
  return { lines, height: slots.size };
}
