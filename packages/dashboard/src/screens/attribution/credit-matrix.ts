import type { AttributionModel, AttributionResult } from '@touchtrail/contract';

export interface CreditMatrix {
  models: AttributionModel[];
  rows: {
    key: string;
    /** By model; null: the model gives none. */
    shares: (number | null)[];
    /** Place in each model, 1 the most, equal ones with the smaller number. */
    ranks: (number | null)[];
    /** Share of the resamples in which that place is the same; null: none were drawn. */
    holds: (number | null)[];
    /** Widest distance between two models' shares. */
    apart: number;
  }[];
  /** The largest share of all, for shading. */
  most: number;
}

/** Shares of every answered model side by side, what most models give most to first. */
export function creditMatrix({ models, disagreement }: AttributionResult): CreditMatrix {
  const answered = models.filter(({ status }) => status === 'ok');
  const shares = answered.map(
    ({ credits }) => new Map(credits.map(({ key, share }) => [key, share.value])),
  );
  const ranks = answered.map(({ credits }) => new Map(credits.map((one) => [one.key, one.rank])));
  const holds = answered.map(
    ({ credits }) => new Map(credits.map((one) => [one.key, one.rankHolds])),
  );
  const spreads = new Map(
    disagreement.spreads.map(({ key, lowest, highest }) => [key, highest.share - lowest.share]),
  );
  const keys = new Set(shares.flatMap((of) => [...of.keys()]));
  const mean = (key: string) =>
    shares.reduce((sum, of) => sum + (of.get(key) ?? 0), 0) / Math.max(1, shares.length);
  const rows = [...keys]
    .map((key) => ({ key, mean: mean(key) }))
    .toSorted((a, b) => b.mean - a.mean || (a.key < b.key ? -1 : 1))
    .map(({ key }) => ({
      key,
      shares: shares.map((of) => of.get(key) ?? null),
      ranks: ranks.map((of) => of.get(key) ?? null),
      holds: holds.map((of) => of.get(key) ?? null),
      apart: spreads.get(key) ?? 0,
    }));
  return {
    models: answered.map(({ model }) => model),
    rows,
    most: Math.max(0, ...rows.flatMap((row) => row.shares.map((share) => share ?? 0))),
  };
}
