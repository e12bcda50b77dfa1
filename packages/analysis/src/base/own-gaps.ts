import { channels, isAnalog } from '@touchtrail/contract';
import type { OwnGaps } from '@touchtrail/contract';
import type { Params, Scope } from './scope.ts';
import { sequences } from './sequences.ts';

const dayMs = 86_400_000;
const mostGap = 7 * dayMs;
const minGaps = 20;

const isPhase = (key: string): boolean => key.startsWith('phase:');
const isSide = (key: string): boolean => key === 'digital' || key === 'analog';

/** Kinds of touches in the order in which they hold for one: channels, phases, sides. */
export const gapKinds = (gaps: OwnGaps | undefined): string[] => {
  const keys = Object.keys(gaps ?? {});
  const side = keys.filter(isSide);
  const phase = keys.filter(isPhase);
  return [...keys.filter((key) => !isSide(key) && !isPhase(key)), ...phase, ...side];
};

/** Values for the places of {@link gapKindSql}. */
export const gapKindParams = (kinds: readonly string[]): Params =>
  Object.fromEntries(
    kinds.map((key, at) => [
      `gapKind${at + 1}`,
      isSide(key)
        ? channels.filter((channel) => isAnalog(channel) === (key === 'analog'))
        : [isPhase(key) ? key.slice('phase:'.length) : key],
    ]),
  );

/** SQL: the number of a touch's kind, from 1; 0 when it has no gap of its own. */
export const gapKindSql = (kinds: readonly string[], channel: string, phase: string): string => {
  const cases = kinds.map((key, at) => {
    const of = isPhase(key) ? phase : channel;
    return `toString(${of}) IN {gapKind${at + 1}:Array(String)}, ${at + 1}`;
  });
  return cases.length > 0 ? `toUInt8(multiIf(${cases.join(', ')}, 0))` : 'toUInt8(0)';
};

/** How a gap of its own enters SQL about touches: nothing more is read where all have the same. */
export interface TouchGap {
  /** The gap of one touch, within a lambda. */
  own: string;
  /** The lambda's argument for it, and the array that this takes. */
  arg: string;
  list: string;
}

/** SQL: the array of gaps by the array of kinds. */
export const gapsOfKinds = (kinds: string): string =>
  `arrayMap(x -> {gapOf:Array(Int64)}[x + 1], ${kinds})`;

/** The abandonment gap of each touch, next to `journeyArrays`. */
export const touchGap = ({ gapKinds: kinds }: Scope): TouchGap =>
  kinds.length > 0
    ? { own: 'own', arg: ', own', list: ', gapAt' }
    : { own: '{abandonmentGap:Int64}', arg: '', list: '' };

const learnedSql = (scope: Scope): string => `
  SELECT kind, count() AS gaps,
    least(greatest(toInt64(floor(quantileExactInclusive(0.95)(gap) + 0.5)), {visitGap:Int64}), toInt64(${mostGap})) AS ms
  FROM (
    SELECT arrayJoin(arrayFilter(
      x -> x.1 < ${dayMs}, arrayZip(arrayPopFront(arrayDifference(t)), arrayPopBack(a))
    )) AS step, step.1 AS gap, step.2 AS kind
    FROM ${sequences(scope, ['a'])}
  )
  WHERE kind > 0
  GROUP BY kind`;

/** A gap of its own as it is used. */
export interface OwnGap {
  of: string;
  ms: number;
  from: 'given' | 'data' | 'default';
}

/**
 * Gaps as given, else learned: the 0.95 quantile (type 7) of the gaps under 24 hours that follow a touch of
 * the kind, not under `visitGap` and not over 7 days; the gap of all touches when there are fewer than 20.
 * None is over the inactivity limit.
 */
export async function ownGaps(
  given: OwnGaps | undefined,
  scope: Scope,
  all: { gap: number; limit: number },
  ask: <Row>(sql: string) => Promise<Row[]>,
): Promise<OwnGap[]> {
  const kinds = scope.gapKinds;
  const learned = kinds.some((key) => given?.[key] === 'auto')
    ? await ask<{ kind: number; gaps: number; ms: number }>(learnedSql(scope))
    : [];
  return kinds.map((key, at): OwnGap => {
    const own = given?.[key];
    const found = learned.find(({ kind }) => kind === at + 1);
    const [ms, from]: [number, OwnGap['from']] =
      typeof own === 'number'
        ? [own, 'given']
        : found && found.gaps >= minGaps
          ? [found.ms, 'data']
          : [all.gap, 'default'];
    return { of: key, ms: Math.min(ms, all.limit), from };
  });
}
