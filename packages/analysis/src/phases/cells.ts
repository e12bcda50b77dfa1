import type { PhaseCell } from '@touchtrail/contract';
import { channelNumbersSql, channelOfSql } from '../base/channel-numbers.ts';
import type { Scope } from '../base/scope.ts';
import { journeyArrays } from '../base/sequences.ts';
import { wilson } from '../stats/wilson.ts';
import { phaseNumbersSql } from './query.ts';

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

const inPhase = (part: string): string => `arrayFilter((x, phase) -> phase > 0, ${part}, numbers)`;

/**
 * The last touch of every journey in every phase and channel, and what came next: another touch of the
 * same visit, one of a later visit, the goal, or nothing.
 */
export const phaseCellsSql = (scope: Scope): string => `
  SELECT
    phase, ${channelOfSql('by')} AS channel,
    count() AS touches, countIf(final) AS journeys,
    countIf(final AND NOT last AND gap <= {visitGap:Int64}) AS wentOn,
    countIf(final AND NOT last AND gap > {visitGap:Int64}) AS cameBack,
    countIf(final AND last AND became = 1) AS converted,
    countIf(final AND last AND became = 2) AS abandoned,
    countIf(final AND last AND became = 3) AS open
  FROM (
    SELECT
      ${phaseNumbersSql} AS numbers,
      ${inPhase('numbers')} AS places, ${inPhase(channelNumbersSql('c'))} AS channels,
      ${inPhase('ends')} AS lasts, ${inPhase('silence')} AS gaps, ${inPhase('outcome')} AS outcomes,
      arrayReverse(arrayEnumerateUniq(
        arrayReverse(${inPhase('start')}), arrayReverse(places), arrayReverse(channels)
      )) AS nths
    FROM ${journeyArrays(scope, ['f', 'c'])}
  )
  ARRAY JOIN
    places AS phase, channels AS by, lasts AS last, gaps AS gap, outcomes AS became,
    arrayMap(n -> n = 1, nths) AS final
  GROUP BY phase, by`;

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
