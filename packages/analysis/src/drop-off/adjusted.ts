import { logistic } from '../stats/logistic.ts';
import type { Pattern } from '../stats/logistic.ts';
import { z95 } from '../stats/wilson.ts';
import type { DropOffCountRow } from './query.ts';

/** Touchpoints with an effect of their own; the model's work grows with the square of them. */
const maxEffects = 60;
/** Entry channels with an effect of their own have at least this many touches. */
const minChannelTouches = 50;

export interface AdjustedOdds {
  value: number;
  low: number;
  high: number;
}

/**
 * Odds ratio of abandonment of each touchpoint against all other touchpoints, from one logistic model of
 * all touchpoints, step buckets and entry channels: the effect of a touchpoint minus the mean effect of
 * the others, weighted by their touches. Rare touchpoints share one effect. Touchpoints that nobody or
 * everybody left are no measure for others: the model cannot tell how far from them they are.
 *
 * @param judged touchpoints (by id) to tell
 */
export function adjustedOdds(
  rows: readonly DropOffCountRow[],
  judged: readonly string[],
): Map<string, AdjustedOdds> {
  const watched = rows.filter((row) => row.observed > 0);
  const touches = sums(watched, (row) => row.id);
  const own = judged.toSorted((a, b) => (touches.get(b) ?? 0) - (touches.get(a) ?? 0));
  const effects = own.slice(0, maxEffects);
  const pooled = [...touches.keys()].some((id) => !effects.includes(id));
  // What all others are measured against: the pooled ones, else the most frequent.
  const free = pooled ? effects : effects.slice(1);
  const buckets = levels(
    sums(watched, (row) => String(row.bucket)),
    1,
  );
  const channels = levels(
    sums(watched, (row) => row.channel),
    minChannelTouches,
  );
  const columns = [
    ...free.map((id) => `touchpoint ${id}`),
    ...buckets.map((bucket) => `bucket ${bucket}`),
    ...channels.map((channel) => `channel ${channel}`),
  ];
  const place = new Map(columns.map((name, index) => [name, index + 1]));
  const patterns = watched.map((row): Pattern => {
    const places = [
      0,
      ...[`touchpoint ${row.id}`, `bucket ${row.bucket}`, `channel ${row.channel}`].flatMap(
        (name) => place.get(name) ?? [],
      ),
    ];
    return {
      x: { size: columns.length + 1, places, values: places.map(() => 1) },
      trials: row.observed,
      events: row.abandoned,
    };
  });
  const fit = effects.length > 0 && columns.length > 0 ? logistic(patterns) : null;
  if (!fit?.converged) return new Map();
  const told = new Map<string, AdjustedOdds>();
  const left = sums(
    watched,
    ({ id }) => id,
    ({ abandoned }) => abandoned,
  );
  const base = new Set(
    [...touches].flatMap(([id, n]) => {
      const gone = left.get(id) ?? 0;
      return (gone > 0 && gone < n) || !effects.includes(id) ? [id] : [];
    }),
  );
  const measure = (id: string) => (base.has(id) ? (touches.get(id) ?? 0) : 0);
  const all = [...touches.keys()].reduce((sum, id) => sum + measure(id), 0);
  for (const id of effects) {
    const others = all - measure(id);
    if (others <= 0) continue;
    const weights = free.map((other) => (other === id ? 1 : -measure(other) / others));
    let log = 0;
    let variance = 0;
    for (const [i, a] of weights.entries()) {
      log += a * (fit.coefficients[i + 1] ?? 0);
      for (const [j, b] of weights.entries())
        variance += a * b * (fit.covariance[i + 1]?.[j + 1] ?? 0);
    }
    const error = Math.sqrt(variance);
    // An error this wide is the ridge alone: nobody abandoned here, or everybody.
    if (!(error > 0) || error > 10) continue;
    told.set(id, {
      value: Math.exp(log),
      low: Math.exp(log - z95 * error),
      high: Math.exp(log + z95 * error),
    });
  }
  return told;
}

function sums(
  rows: readonly DropOffCountRow[],
  key: (row: DropOffCountRow) => string,
  count: (row: DropOffCountRow) => number = ({ observed }) => observed,
): Map<string, number> {
  const totals = new Map<string, number>();
  for (const row of rows) totals.set(key(row), (totals.get(key(row)) ?? 0) + count(row));
  return totals;
}

/** Levels with an effect of their own: all that are frequent enough but the most frequent. */
const levels = (counts: ReadonlyMap<string, number>, least: number): string[] =>
  [...counts]
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(1)
    .flatMap(([name, n]) => (n >= least ? [name] : []));
