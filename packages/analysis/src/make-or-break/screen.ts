import type { EvidenceStratum, Interval } from '@touchtrail/contract';
import { mantelHaenszel } from '../stats/mantel-haenszel.ts';
import type { Stratum } from '../stats/mantel-haenszel.ts';
import { wilson } from '../stats/wilson.ts';
import { young } from './query.ts';
import type { ScreenRow } from './query.ts';

/** Under these a touchpoint is not judged. */
const minJourneys = 200;
const minOutcomes = 30;
const minOverlap = 0.8;

/** What the counts alone say of a touchpoint. */
export interface Screened {
  id: string;
  journeys: number;
  converted: number;
  crude: Interval | null;
  adjusted: Interval | null;
  overlap: number | null;
  strata: EvidenceStratum[];
  /** Why it cannot be judged. */
  missing: string | null;
}

const bounds = (odds: ReturnType<typeof mantelHaenszel>): Interval | null =>
  odds && { value: odds.value, low: odds.low, high: odds.high };

const keyOf = ({ step, entry, traits = [] }: ScreenRow): string =>
  [step, entry, ...traits].join('\0');

const valuesOf = ({ entry, traits = [] }: ScreenRow, byEntry: boolean): string[] =>
  byEntry ? [entry, ...traits] : traits;

/** Strata that are told of a touchpoint. */
const mostStrata = 200;

/** Exposure by step and what journeys are compared by against all touches there, touchpoint by touchpoint. */
export function screen(
  rows: readonly ScreenRow[],
  byEntry = true,
): {
  all: { journeys: number; touches: number; young: number };
  byId: Map<string, Screened>;
} {
  const everything = new Map(rows.filter((row) => row.id === '').map((row) => [keyOf(row), row]));
  const all = [...everything.values()].reduce(
    (sum, row) => ({
      ...sum,
      journeys: sum.journeys + row.journeys,
      touches: sum.touches + row.touches,
    }),
    {
      journeys: 0,
      touches: 0,
      young: rows.reduce((sum, row) => sum + (row.id === young ? row.touches : 0), 0),
    },
  );
  const allWon = [...everything.values()].reduce((sum, row) => sum + row.won, 0);
  const grouped = new Map<string, ScreenRow[]>();
  for (const row of rows) {
    if (row.id === '' || row.id === young) continue;
    const own = grouped.get(row.id);
    if (own) own.push(row);
    else grouped.set(row.id, [row]);
  }
  const byId = new Map<string, Screened>();
  for (const [id, own] of grouped) {
    const strata = own.map((row) => {
      const whole = everything.get(keyOf(row));
      const others = (whole?.touches ?? 0) - row.touches;
      const otherWon = (whole?.won ?? 0) - row.won;
      return { row, others, otherWon };
    });
    const touches = own.reduce((sum, row) => sum + row.touches, 0);
    const converted = own.reduce((sum, row) => sum + row.won, 0);
    const journeys = own.reduce((sum, row) => sum + row.journeys, 0);
    const comparable = strata.reduce(
      (sum, { row, others }) => sum + (others > 0 ? row.touches : 0),
      0,
    );
    const tables = strata.map(({ row, others, otherWon }): Stratum => ({
      exposedEvents: row.won,
      exposed: row.touches,
      otherEvents: otherWon,
      others,
    }));
    const overlap = touches > 0 ? comparable / touches : null;
    byId.set(id, {
      id,
      journeys,
      converted,
      crude: bounds(
        mantelHaenszel([
          {
            exposedEvents: converted,
            exposed: touches,
            otherEvents: allWon - converted,
            others: all.touches - touches,
          },
        ]),
      ),
      adjusted: bounds(mantelHaenszel(tables)),
      overlap,
      strata: strata
        .map(({ row, others, otherWon }): EvidenceStratum => ({
          step: row.step,
          values: valuesOf(row, byEntry),
          met: wilson(row.won, row.touches),
          notMet: wilson(otherWon, others),
        }))
        .toSorted((a, b) => b.met.of - a.met.of)
        .slice(0, mostStrata)
        .toSorted(
          (a, b) => a.step - b.step || (a.values.join('\0') < b.values.join('\0') ? -1 : 1),
        ),
      missing:
        journeys < minJourneys
          ? `${journeys} journeys met it, ${minJourneys} are needed`
          : converted < minOutcomes
            ? `${converted} journeys converted after it, ${minOutcomes} are needed`
            : journeys - converted < minOutcomes
              ? `${journeys - converted} journeys did not convert after it, ${minOutcomes} are needed`
              : (overlap ?? 0) < minOverlap
                ? `${Math.round(100 * (overlap ?? 0))} % of the touches after it stand beside comparable ones without it, ${100 * minOverlap} % are needed`
                : null,
    });
  }
  return { all, byId };
}
