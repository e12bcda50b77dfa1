import type { Assumption, CommonParameters } from '@touchtrail/contract';
import type { Params, Scope } from './scope.ts';
import { sequences } from './sequences.ts';
import { words } from './words.ts';
import type { Said } from './words.ts';

const say = words({
  'The abandonment gap is the visit gap: only {n} gaps under 24 hours to learn it from.':
    'Die Abbruchlücke ist die Besuchslücke: Es gibt nur {n} Lücken unter 24 Stunden, aus denen sie zu lernen wäre.',
  'The abandonment gap was over the inactivity limit and is set to it.':
    'Die Abbruchlücke lag über der Inaktivitätsgrenze und ist auf diese gesetzt.',
});

const dayMs = 86_400_000;
const minGaps = 20;
const minReturns = 200;
/** How many times its length the data must span before a limit may be learned from them. */
const spans = 3;
/** The most that an abandonment gap learned from the data is, and the least that a limit is. */
const mostGap = 7 * dayMs;
/** The inactivity limit where the data cannot tell, and the most that they tell. */
const mostLimit = 90 * dayMs;

/** The inactivity limit in the words of a definition. */
export const limitWords = {
  'Inactivity limit, unless given: the silence that 99 % of the returns seen were within, from 7 to 90 days; 90 days when fewer than 200 returns were seen or the data span less than three times that silence, because longer returns could not be seen yet.':
    'Inaktivitätsgrenze, wenn keine gegeben ist: die Stille, innerhalb derer 99 % der beobachteten Rückkehren lagen, von 7 bis 90 Tagen; 90 Tage, wenn weniger als 200 Rückkehren beobachtet wurden oder die Daten weniger als das Dreifache dieser Stille umfassen, weil längere Rückkehren noch nicht zu sehen sein konnten.',
} as const;

/** Everybody counted in one pass, with the limits that were found on the way. */
export interface CountedRow {
  people: number;
  journeys: number;
  touches: number;
  converted: number;
  open: number;
  /** Gaps under 24 hours; 0 when nobody asked for them. */
  gaps: number;
  /** Silences after which people came back; 0 when nobody asked for them. */
  returns: number;
  abandonmentGap: number;
  inactivityLimit: number;
  /** Whether the inactivity limit was learned from them. */
  limitLearned: boolean;
}

/** Which limits must be learned; what is given goes into the values of {@link countedSql}. */
interface Wanted {
  gap: boolean;
  limit: boolean;
}

// Halves go up, as in JavaScript; the quantile of nothing is no number.
const rounded = (sql: string): string => `toInt64(floor(ifNotFinite(${sql}, 0) + 0.5))`;

const gapSql = `if(gaps >= ${minGaps},
      least(greatest(${rounded('shortQuantile')}, {visitGap:Int64}), toInt64(${mostGap})), {visitGap:Int64})`;

const learnedSql = `least(greatest(${rounded(`arrayReduce('quantileExactInclusive(0.99)', delays)`)}, toInt64(${mostGap})),
        toInt64(${mostLimit}))`;

// Returns later than the data are long cannot be seen: in short data the quantile is too small, and
// would call people lost who are on their way back.
const enoughSql = `returns >= ${minReturns} AND {dataUntil:Int64} - {dataFrom:Int64} >= ${spans} * learned`;

/**
 * Counts people and journeys and learns the limits in the same pass, because building the sequences
 * is most of the work: what depends on a limit is decided from the long silences, once it is known.
 *
 * Journeys need no splitting to be counted: each goal and each silence over the limit begins one more,
 * and only the last journey of a subject can be open.
 */
export const countedSql = (scope: Scope, wanted: Wanted): string => `
  SELECT people, touches, converted, gaps, abandonmentGap, returns, limitLearned, inactivityLimit, journeys, open
  FROM (${withLimitsSql(scope, wanted)})`;

/** The same with the lists that it is counted from: as many numbers as there are long silences. */
const withLimitsSql = (scope: Scope, wanted: Wanted): string => `
  SELECT
    people, touches, converted, gaps,
    ${wanted.gap ? gapSql : '{abandonmentGap:Int64}'} AS abandonmentGap,
    ${wanted.limit ? 'arrayFilter(x -> x >= abandonmentGap, silences)' : `CAST([], 'Array(Int64)')`} AS delays,
    length(delays) AS returns,
    ${wanted.limit ? learnedSql : '{inactivityLimit:Int64}'} AS learned,
    ${wanted.limit ? enoughSql : 'false'} AS limitLearned,
    ${wanted.limit ? `if(limitLearned, learned, toInt64(${mostLimit}))` : 'learned'} AS inactivityLimit,
    people + goalsInside + arrayCount(x -> x > inactivityLimit, silences) AS journeys,
    arrayCount(x -> x < inactivityLimit, endings) AS open
  FROM (
    SELECT
      count() AS people, sum(length(t)) AS touches, sum(arraySum(g)) AS converted,
      sum(arraySum(arrayPopBack(g))) AS goalsInside,
      groupArrayArray(arrayFilter(
        (gap, before) -> gap >= {silence:Int64} AND NOT before,
        arrayPopFront(arrayDifference(t)), arrayPopBack(g)
      )) AS silences,
      groupArrayIf({dataUntil:Int64} - t[-1], NOT g[-1]) AS endings,
      ${
        wanted.gap
          ? `countArray(arrayFilter(x -> x < ${dayMs}, arrayPopFront(arrayDifference(t))) AS short) AS gaps,
             quantileExactInclusiveArray(0.95)(short) AS shortQuantile`
          : '0 AS gaps'
      }
    FROM ${sequences(scope, [])}
  )`;

type Given = Pick<CommonParameters, 'visitGap' | 'abandonmentGap' | 'inactivityLimit'>;

/** Which limits the data must tell; the inactivity limit cannot be learned without the gap. */
export const wantedLimits = (given: Given, needsGap: boolean): Wanted => ({
  gap: given.abandonmentGap === undefined && (needsGap || given.inactivityLimit === undefined),
  limit: given.inactivityLimit === undefined,
});

/** Values for the places of {@link countedSql}. The shortest silence that can matter bounds its lists. */
export const countedParams = ({ visitGap, abandonmentGap, inactivityLimit }: Given): Params => ({
  visitGap,
  abandonmentGap: abandonmentGap ?? visitGap,
  inactivityLimit: inactivityLimit ?? mostLimit,
  silence: inactivityLimit ?? Math.min(abandonmentGap ?? visitGap, mostGap),
});

/** The limits as a report uses them, in ms. */
export interface Limits {
  abandonmentGap: number;
  inactivityLimit: number;
  assumptions: Assumption[];
  warnings: Said[];
}

const origin = (learned: boolean, enough: boolean): Assumption['from'] =>
  learned ? (enough ? 'data' : 'default') : 'given';

/**
 * Limits as given, else as counted.
 *
 * Abandonment gap: the 0.95 quantile (type 7) of the gaps under 24 hours between neighbouring touches
 * of a subject, not under `visitGap` and not over 7 days; `visitGap` when there are fewer than 20 such
 * gaps. Never over the inactivity limit.
 *
 * Inactivity limit: the 0.99 quantile (type 7) of the silences of at least the abandonment gap between
 * neighbouring touches of a subject, those after a goal left out, from 7 to 90 days; 90 days when
 * there are fewer than 200 such silences or the data span less than three times that quantile.
 */
export function resolveLimits(
  given: Given,
  needsGap: boolean,
  counted: CountedRow | undefined,
): Limits {
  const wanted = wantedLimits(given, needsGap);
  const warnings: Said[] = [];
  const gaps = counted?.gaps ?? 0;
  const inactivityLimit = given.inactivityLimit ?? counted?.inactivityLimit ?? mostLimit;
  let abandonmentGap = given.abandonmentGap ?? counted?.abandonmentGap ?? given.visitGap;
  if (needsGap && wanted.gap && gaps < minGaps && counted && counted.people > 0) {
    warnings.push(
      say('The abandonment gap is the visit gap: only {n} gaps under 24 hours to learn it from.', {
        n: gaps,
      }),
    );
  }
  if (abandonmentGap > inactivityLimit) {
    abandonmentGap = inactivityLimit;
    if (needsGap) {
      warnings.push(say('The abandonment gap was over the inactivity limit and is set to it.'));
    }
  }
  const assumptions: Assumption[] = [
    {
      name: 'inactivityLimit',
      ms: inactivityLimit,
      from: origin(wanted.limit, counted?.limitLearned ?? false),
    },
  ];
  if (needsGap) {
    assumptions.unshift({
      name: 'abandonmentGap',
      ms: abandonmentGap,
      from: origin(wanted.gap, gaps >= minGaps),
    });
  }
  return { abandonmentGap, inactivityLimit, assumptions, warnings };
}
