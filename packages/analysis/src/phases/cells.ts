import type { PhaseCell } from '@touchtrail/contract';
import type { Scope } from '../base/scope.ts';
import { journeyArrays } from '../base/sequences.ts';
import { wilson } from '../stats/wilson.ts';

/** Journeys by phase (numbered from 1) and channel, by what came after their last touch there. */
export interface PhaseCellRow {
  phase: number;
  channel: string;
  touches: number;
  journeys: number;
  wentOn: number;
  cameBack: number;
  converted: number;
  abandoned: number;
  open: number;
}

/**
 * The last touch of every journey in every phase and channel, and what came next: another touch of the
 * same visit, one of a later visit, the goal, or nothing.
 */
export const phaseCellsSql = (scope: Scope): string => `
  SELECT
    touch.1 AS phase, toString(touch.2) AS channel,
    count() AS touches, countIf(touch.6) AS journeys,
    countIf(touch.6 AND NOT touch.3 AND touch.4 <= {visitGap:Int64}) AS wentOn,
    countIf(touch.6 AND NOT touch.3 AND touch.4 > {visitGap:Int64}) AS cameBack,
    countIf(touch.6 AND touch.3 AND touch.5 = 1) AS converted,
    countIf(touch.6 AND touch.3 AND touch.5 = 2) AS abandoned,
    countIf(touch.6 AND touch.3 AND touch.5 = 3) AS open
  FROM (
    SELECT
      arrayMap(x -> toUInt64(indexOf({phases:Array(String)}, toString(x))), f) AS numbers,
      arrayReverse(arrayEnumerateUniq(arrayReverse(start), arrayReverse(numbers), arrayReverse(c))) AS nth,
      arrayFilter(
        x -> x.1 > 0,
        arrayMap(
          (phase, channel, last, gap, became, n) -> (phase, channel, last, gap, became, n = 1),
          numbers, c, ends, silence, outcome, nth
        )
      ) AS touched
    FROM ${journeyArrays(scope, ['f', 'c'])}
  )
  ARRAY JOIN touched AS touch
  GROUP BY phase, channel`;

/** Cells with their shares, in the order of phases, the busiest channel first. */
export function phaseCells(
  rows: readonly PhaseCellRow[],
  phases: readonly string[],
  journeys: number,
): PhaseCell[] {
  return rows
    .map((row) => ({
      phase: phases[row.phase - 1] ?? '',
      channel: row.channel,
      touches: row.touches,
      journeys: wilson(row.journeys, journeys),
      wentOn: wilson(row.wentOn, row.journeys),
      cameBack: wilson(row.cameBack, row.journeys),
      converted: wilson(row.converted, row.journeys),
      abandoned: wilson(row.abandoned, row.journeys),
      open: wilson(row.open, row.journeys),
    }))
    .toSorted(
      (a, b) =>
        phases.indexOf(a.phase) - phases.indexOf(b.phase) ||
        b.journeys.count - a.journeys.count ||
        (a.channel < b.channel ? -1 : 1),
    );
}
