import type { Bounded, Finding, FindingsResult } from '@touchtrail/contract';
import { verbatim } from '../base/words.ts';
import type { Said } from '../base/words.ts';
import { say } from './say.ts';

/** A finding before it is ranked, dated and compared with earlier runs. */
export interface Draft extends Omit<
  Finding,
  | 'key'
  | 'since'
  | 'status'
  | 'firstSeen'
  | 'evidence'
  | 'also'
  | 'statement'
  | 'mentions'
  | 'definition'
> {
  /** What it is about stands in it as `mention` writes it. */
  statement: Said;
  definition: Said;
  /** Drafts of one group are told together; its head gives the finding its kind. */
  group: string;
  /** Known only of what is about a span of days. */
  since: Finding['since'] | null;
  evidence: { report: string; parameters: Record<string, string> };
}

/** How much was judged in one way. */
export interface Looked extends Omit<FindingsResult['looked'][number], 'what'> {
  what: Said;
}

export const monthDays = 30;

export const unknown = { value: null, low: null, high: null } as const;

/** The same figure counted in another length of time, or with its sign turned. */
export function scaled(figure: Bounded, by: number): Bounded {
  const { value, low, high } = figure;
  if (value === null || low === null || high === null) return unknown;
  const bounds = [low * by, high * by];
  return { value: value * by, low: Math.min(...bounds), high: Math.max(...bounds) };
}

/** Product of two figures that were estimated apart: their errors add up, each times the other figure. */
export function product(a: Bounded, b: Bounded): Bounded {
  if (a.value === null || a.low === null || a.high === null) return unknown;
  if (b.value === null || b.low === null || b.high === null) return unknown;
  const value = a.value * b.value;
  const below = Math.hypot((a.value - a.low) * b.value, (b.value - b.low) * a.value);
  const above = Math.hypot((a.high - a.value) * b.value, (b.high - b.value) * a.value);
  return { value, low: value - below, high: value + above };
}

const rounded = (value: number): number => {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return Number(value.toFixed(digits));
};

const figureOf = (value: number | null, times: number): number | string =>
  value === null ? '?' : rounded(value * times);

/** A figure as it is written in each language, with its unit. */
export const toldAlone = (value: number | null, { times = 1, unit = verbatim('') } = {}): Said => {
  const figure = String(figureOf(value, times));
  return { en: `${figure}${unit.en}`, de: `${figure.replace('.', ',')}${unit.de}` };
};

/** `2.1 (95 % 1.6 to 2.9)`. */
export const told = (
  { value, low, high }: Bounded,
  { times = 1, unit = verbatim('') } = {},
): Said =>
  say('{value} (95 % {low} to {high})', {
    value: toldAlone(value, { times, unit }),
    low: figureOf(low, times),
    high: figureOf(high, times),
  });
