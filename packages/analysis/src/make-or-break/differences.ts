import type { SplitRow, SplitValue } from '@touchtrail/contract';
import { adjustBenjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { chiSquaredUpperTail } from '../stats/chi-squared.ts';
import { times } from '../stats/estimate.ts';
import { groupDegrees } from '../stats/group-degrees.ts';
import { quadraticForm } from '../stats/quadratic-form.ts';
import { studentP, t975 } from '../stats/student-t.ts';
import type { TotalEffect } from './effect.ts';
import { effectsOf, inseparable } from './estimate.ts';
import type { Judgement } from './judge.ts';

/** What random groups of people move the difference of two effects by. */
function movesBetween(a: TotalEffect, b: TotalEffect): number[] {
  const groups = new Set([...a.moves.keys(), ...b.moves.keys()]);
  return [...groups].map((group) => (a.moves.get(group) ?? 0) - (b.moves.get(group) ?? 0));
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

interface Compared {
  value: number;
  moves: number[];
  /** Variance of drawing the journeys that are followed. */
  drawn: number;
}

/** p of "all differences are 0": Student's t for one, a Wald test for several. */
function pOf(compared: readonly Compared[], shared: number): number | null {
  const [only] = compared;
  if (!only) return null;
  const variances = compared.map((a, i) =>
    compared.map((b, j) => dot(a.moves, b.moves) + shared + (i === j ? a.drawn : 0)),
  );
  if (compared.length === 1) {
    const error = Math.sqrt(variances[0]?.[0] ?? 0);
    return error > 0 ? studentP(only.value / error, groupDegrees(only.moves)) : null;
  }
  // The form leaves out the last of its scores, because scores that sum to 0 have one too many.
  const statistic = quadraticForm(
    [...compared.map(({ value }) => value), 0],
    [...variances.map((row) => [...row, 0]), []],
  );
  return statistic === null ? null : chiSquaredUpperTail(statistic, compared.length);
}

/**
 * Effects of the parts of touchpoints beside each other, each against the reference, with the test that
 * all are the same; touchpoints of which nothing is known are left out.
 */
export function splitRows(
  places: readonly { touchpoint: string; ids: readonly string[] }[],
  values: readonly string[],
  reference: string,
  { byId, ids, fitted }: Judgement,
): SplitRow[] {
  const effectOf = effectsOf(ids, fitted);
  const rows = places.flatMap(({ touchpoint, ids: own }): SplitRow[] => {
    const base = effectOf(own[values.indexOf(reference)] ?? '');
    const compared: Compared[] = [];
    const told = values.map((value, at): SplitValue => {
      const id = own[at] ?? '';
      const counted = byId.get(id);
      const found = effectOf(id);
      let difference: SplitValue['difference'] = null;
      if (found && base && value !== reference) {
        const moves = movesBetween(found, base);
        const by = found.effect.value - base.effect.value;
        compared.push({ value: by, moves, drawn: found.drawn });
        const error = Math.sqrt(dot(moves, moves) + found.drawn + base.drawn);
        const half = 100 * t975(groupDegrees(moves)) * error;
        difference = { value: 100 * by, low: 100 * by - half, high: 100 * by + half };
      }
      return {
        value,
        journeys: counted?.journeys ?? 0,
        converted: counted?.converted ?? 0,
        effect: found ? times(found.effect, 100) : null,
        difference,
        missing:
          found || counted?.missing
            ? (counted?.missing ?? null)
            : counted
              ? inseparable
              : 'no journey met it so',
      };
    });
    if (told.every(({ journeys }) => journeys === 0)) return [];
    return [{ touchpoint, values: told, p: pOf(compared, base?.drawn ?? 0), q: null }];
  });
  const tested = rows.filter(({ p }) => p !== null);
  const q = adjustBenjaminiHochberg(tested.map(({ p }) => p ?? 1));
  for (const [index, row] of tested.entries()) row.q = q[index] ?? null;
  return rows.toSorted((a, b) => (a.p ?? 2) - (b.p ?? 2) || (a.touchpoint < b.touchpoint ? -1 : 1));
}
