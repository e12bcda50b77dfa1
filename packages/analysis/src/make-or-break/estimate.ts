import type { Interval, MakeOrBreakRow, PainPoint } from '@touchtrail/contract';
import { adjustBenjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { eValue } from '../stats/e-value.ts';
import { times } from '../stats/estimate.ts';
import { finish } from '../stats/in-steps.ts';
import type { InSteps } from '../stats/in-steps.ts';
import { logisticSteps } from '../stats/logistic.ts';
import type { LogisticFit, Pattern, Sparse } from '../stats/logistic.ts';
import { studentP } from '../stats/student-t.ts';
import { wilson, z95 } from '../stats/wilson.ts';
import { zeros } from '../stats/zeros.ts';
import { designOf } from './design.ts';
import type { Design } from './design.ts';
import { experimentOf } from './experiment.ts';
import { holding, journeysFollowed, totalEffect } from './effect.ts';
import type { TotalEffect } from './effect.ts';
import { ordinaryPlaces, placeCounts } from './ordinary.ts';
import type { PatternRow, WayRow } from './query.ts';
import type { Screened } from './screen.ts';
import { waysOf } from './ways.ts';

/** A verdict needs more than half a point for sure. */
const minEffect = 0.005;
const maxFalseDiscovery = 0.05;
const momentEffect = 0.05;
const momentReach = 0.05;
/** What only the penalty says of a touchpoint may matter as much: a fourth of what a verdict needs, as a variance. */
const mostUnsure = (minEffect / 4) ** 2;
const monthMs = 30 * 86_400_000;

interface Model {
  touches: number;
  covariates: number;
  converged: boolean;
}

/** Odds ratio of a covariate with its interval over the groups of people; null for none. */
function oddsOf(fit: LogisticFit, place: number): Interval | null {
  const log = fit.coefficients[place];
  const variance = fit.clustered?.[place]?.[place];
  if (place === 0 || log === undefined || variance === undefined || !(variance > 0)) return null;
  const error = z95 * Math.sqrt(variance);
  return { value: Math.exp(log), low: Math.exp(log - error), high: Math.exp(log + error) };
}

/** The joint model and what it says of each touchpoint, by number. */
export interface Judged {
  design: Design;
  won: LogisticFit;
  effects: Map<number, TotalEffect>;
  model: Model;
}

/** Why there is no effect of what has enough journeys. */
export const inseparable =
  'what it goes with cannot be told apart from what else these journeys have in common';

/** Numbers in the model of what is judged, in the order of `ids`; 0 is none of it. */
const numbersOf = (ids: readonly string[]): Map<string, number> =>
  new Map(ids.map((id, at) => [id, at + 1]));

/** Effects by what is judged. */
export function effectsOf(
  ids: readonly string[],
  fitted: Judged | null,
): (id: string) => TotalEffect | undefined {
  const numbers = numbersOf(ids);
  return (id) => fitted?.effects.get(numbers.get(id) ?? 0);
}

/** Whether a covariate has no event, or nothing else. */
function separates(rows: readonly (Pattern & { x: Sparse })[]): boolean {
  const size = rows[0]?.x.size ?? 0;
  const [trials, events] = [zeros(size), zeros(size)];
  for (const { x, trials: n, events: k } of rows) {
    for (const place of x.places) {
      trials[place] = (trials[place] as number) + n;
      events[place] = (events[place] as number) + k;
    }
  }
  return trials.some((n, place) => n > 0 && (events[place] === 0 || events[place] === n));
}

// Covariates that say the same leave no other fit than one that a ridge holds.
function* fitRows(rows: readonly (Pattern & { x: Sparse })[]): InSteps<LogisticFit | null> {
  const plain = separates(rows) ? null : yield* logisticSteps(rows);
  return plain && !plain.separated ? plain : yield* logisticSteps(rows, { ridge: holding });
}

/** Fits both halves of the joint model and the effect of each touchpoint; null when nothing can be fitted. */
export const fitModel = (
  patterns: readonly PatternRow[],
  steps: readonly WayRow[],
  judged: number,
): Judged | null => finish(modelSteps(patterns, steps, judged));

/** {@link fitModel}, in steps of some hundredths of a second. */
export function* modelSteps(
  patterns: readonly PatternRow[],
  steps: readonly WayRow[],
  judged: number,
): InSteps<Judged | null> {
  const ways = waysOf(steps);
  const design = designOf(patterns, judged);
  const covariates = patterns.map((pattern) => ({ pattern, x: design.row(pattern) }));
  const rowsOf = (trials: (p: PatternRow) => number, events: (p: PatternRow) => number) =>
    covariates
      .filter(({ pattern }) => trials(pattern) > 0)
      .map(({ pattern, x }): Pattern & { x: Sparse } => ({
        x,
        trials: trials(pattern),
        events: events(pattern),
        cluster: pattern.cluster,
      }));
  yield;
  const won = yield* fitRows(
    rowsOf(
      (p) => p.touches,
      (p) => p.won,
    ),
  );
  const gone = yield* fitRows(
    rowsOf(
      (p) => p.touches - p.won,
      (p) => p.gone,
    ),
  );
  if (!won || !gone) return null;
  const places = placeCounts(patterns, design);
  const ordinaryWon = ordinaryPlaces(places, won.coefficients);
  const ordinaryGone = ordinaryPlaces(places, gone.coefficients);
  const meetings = new Map<number, PatternRow[]>();
  for (const pattern of patterns) {
    if (!pattern.first || pattern.here === 0) continue;
    const own = meetings.get(pattern.here);
    if (own) own.push(pattern);
    else meetings.set(pattern.here, [pattern]);
  }
  const effects = new Map<number, TotalEffect>();
  for (let touchpoint = 1; touchpoint <= judged; touchpoint++) {
    yield;
    const here = design.here(touchpoint);
    if (design.twins.has(touchpoint) || design.met(touchpoint) === 0) continue;
    const effect = totalEffect(
      touchpoint,
      meetings.get(touchpoint) ?? [],
      design,
      { won, gone },
      { won: ordinaryWon(here), gone: ordinaryGone(here) },
      ways,
      journeysFollowed(judged),
    );
    const isTold = effect !== null && effect.unsure <= mostUnsure;
    if (isTold && Number.isFinite(effect.standardError) && effect.standardError > 0) {
      effects.set(touchpoint, effect);
    }
  }
  return {
    design,
    won,
    effects,
    model: {
      touches: patterns.reduce((sum, { touches }) => sum + touches, 0),
      covariates: design.size,
      converged: won.converged && gone.converged,
    },
  };
}

/** What is sure comes first, then what is judged, then what cannot be. */
const weight = ({ verdict, effect }: MakeOrBreakRow): number =>
  verdict === 'make' || verdict === 'break' ? 2 : effect ? 1 : 0;

/**
 * Rows of the report, by what they mean for conversions from most to least.
 *
 * @param ids of the touchpoints judged, in the order of their numbers
 * @param spanMs how long the data are watched
 * @param pains what hurts, by the name of the touchpoint
 * @param detect points that an experiment is sized for
 */
export function makeOrBreakRows(
  screened: ReadonlyMap<string, Screened>,
  journeys: number,
  ids: readonly string[],
  fitted: Judged | null,
  nameOf: (id: string) => string,
  spanMs: number,
  pains: ReadonlyMap<string, PainPoint> = new Map(),
  detect?: number,
): MakeOrBreakRow[] {
  const numbers = numbersOf(ids);
  const effectOf = effectsOf(ids, fitted);
  const tested = [...screened.keys()].filter((id) => effectOf(id) !== undefined);
  const q = adjustBenjaminiHochberg(
    tested.map((id) => {
      const effect = effectOf(id);
      return effect ? studentP(effect.effect.value / effect.standardError, effect.degrees) : 1;
    }),
  );
  const qOf = new Map(tested.map((id, index) => [id, q[index] ?? 1]));
  const rows = [...screened.values()].map((one): MakeOrBreakRow => {
    const number = numbers.get(one.id) ?? 0;
    const found = effectOf(one.id);
    const twin = fitted?.design.twins.get(number);
    const reach = wilson(one.journeys, journeys);
    const discovery = qOf.get(one.id) ?? null;
    const sure = found && discovery !== null && discovery <= maxFalseDiscovery;
    const { low = 0, high = 0 } = found?.effect ?? {};
    const missing =
      one.missing ??
      (twin === undefined
        ? found
          ? null
          : inseparable
        : `met together with ${nameOf(ids[twin - 1] ?? '')} nearly always: the two cannot be told apart`);
    return {
      touchpoint: nameOf(one.id),
      reach,
      converted: one.converted,
      crude: one.crude,
      adjusted: one.adjusted,
      // What the data hold nothing of would be a number all the same.
      met: fitted && found ? oddsOf(fitted.won, fitted.design.met(number)) : null,
      here: fitted && found ? oddsOf(fitted.won, fitted.design.here(number)) : null,
      effect: found ? times(found.effect, 100) : null,
      q: discovery,
      eValue: found ? strengthOf(found) : null,
      overlap: one.overlap,
      perMonth: found && spanMs > 0 ? times(found.effect, (one.journeys * monthMs) / spanMs) : null,
      verdict: missing
        ? 'insufficient'
        : sure && low > minEffect
          ? 'make'
          : sure && high < -minEffect
            ? 'break'
            : 'not_distinguishable',
      momentOfTruth:
        sure === true &&
        (low >= momentEffect || high <= -momentEffect) &&
        (reach.rate ?? 0) >= momentReach,
      painPoint: pains.get(nameOf(one.id)) ?? null,
      missing,
      strata: one.strata,
      experiment: found ? experimentOf(found, detect, one.journeys, spanMs) : null,
    };
  });
  return rows.toSorted(
    (a, b) =>
      weight(b) - weight(a) ||
      Math.abs(b.perMonth?.value ?? 0) - Math.abs(a.perMonth?.value ?? 0) ||
      (a.touchpoint < b.touchpoint ? -1 : 1),
  );
}

/** E-value of the risk ratio that an effect is, and of its bound nearer to none. */
function strengthOf({ effect, withIt, without }: TotalEffect): { estimate: number; bound: number } {
  const ratio = (difference: number) =>
    without > 0 ? Math.max(1e-9, (without + difference) / without) : 1;
  const inside = effect.low <= 0 && effect.high >= 0;
  const nearer = inside ? 1 : ratio(effect.value > 0 ? effect.low : effect.high);
  return eValue(without > 0 ? Math.max(1e-9, withIt / without) : 1, nearer);
}
