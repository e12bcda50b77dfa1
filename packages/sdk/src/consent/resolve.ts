import type { ConsentRegime, Purpose } from '../types.ts';
import type { ConsentSignal, ConsentState, Rank, Statement } from './signal.ts';

/** A source and its last word. */
export interface Source {
  name: string;
  rank: Rank;
  /** Absent: it has not answered. */
  signal?: ConsentSignal | undefined;
  /** Whether it has been waited for long enough: from then on its silence holds nothing up. */
  late?: boolean | undefined;
}

/** What the site decided beforehand. */
export interface Rules {
  regime: ConsentRegime;
  /** Older consent counts as not given, ms. */
  maxAgeMs: number;
  /** The policy in force; consent to another one counts as not given. */
  policyVersion?: string | undefined;
  /** Whether somebody has refused in a way no source states: from then on silence allows nothing. */
  refused?: boolean | undefined;
}

/** What follows for each purpose, and whose word it was. */
export interface Resolution {
  states: Record<Purpose, ConsentState>;
  granted: Purpose[];
  regime: ConsentRegime;
  /** Whose decision on measurement stands; absent when the law or the browser speaks alone. */
  record?: ConsentSignal & { name?: string };
}

/** All purposes, `measurement` first: others stand on it. */
export const purposes: readonly Purpose[] = [
  'measurement',
  'storage',
  'identification',
  'offline_join',
  'personalisation',
  'sharing',
  'content',
];

/** The strictest law first. */
const regimes: readonly ConsentRegime[] = ['opt_in', 'opt_out', 'none'];

/**
 * The state of every purpose out of what all sources say. A refusal wins over every grant, whoever
 * said it, with one exception: a signal of the browser gives way to a choice made on this site after
 * the signal was switched on. Silence grants nothing, and while a source may still refuse, nothing is
 * granted. Rank only tells whose decision becomes the receipt. Pure, and the order of the sources
 * does not matter.
 *
 * @param now epoch ms.
 */
export function resolve(all: readonly Source[], rules: Rules, now: number): Resolution {
  const sources = [...all].sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
  const regime =
    regimes.find((one) => sources.some(({ signal }) => signal?.regime === one)) ?? rules.regime;
  const open = sources.some(({ signal, late }) => !signal && !late);
  const silent = sources.some(({ signal }) => !signal);
  const said = sources.flatMap(({ name, rank, signal }) => {
    const statement: Statement | undefined =
      typeof signal?.purposes === 'function' ? signal.purposes(regime) : signal?.purposes;
    return signal && statement ? [{ ...signal, name, rank, statement }] : [];
  });
  const expired = (signal: ConsentSignal) =>
    now - (signal.decidedAt ?? now) > rules.maxAgeMs ||
    (rules.policyVersion !== undefined &&
      signal.policyVersion !== undefined &&
      signal.policyVersion !== rules.policyVersion);
  const states = {} as Record<Purpose, ConsentState>;
  const granted: Purpose[] = [];
  let record: Resolution['record'];
  const choice = (purpose: Purpose) =>
    said.find((one) => one.rank < 3 && one.statement[purpose] && !expired(one));

  for (const purpose of purposes) {
    const yes = choice(purpose);
    const no = said.find(
      (one) =>
        one.statement[purpose] === false &&
        !(yes && one.yields?.(purpose, yes.decidedAt, !!choice('storage'))),
    );
    const allowed =
      yes ?? (regime !== 'opt_in' && purpose !== 'content' && !silent && !rules.refused);
    const lapsed = said.find((one) => one.statement[purpose]);
    const state = no
      ? 'denied'
      : allowed && !open
        ? 'granted'
        : lapsed && !yes
          ? 'expired'
          : rules.refused
            ? 'denied'
            : sources.some(({ signal }) => signal)
              ? 'pending'
              : 'unknown';
    // Without measurement there is nothing for the other purposes to be about.
    states[purpose] =
      purpose === 'measurement' || state === 'denied' || states.measurement === 'granted'
        ? state
        : states.measurement;
    if (states[purpose] === 'granted') granted.push(purpose);
    if (purpose === 'measurement') {
      // A browser that refuses what nobody has allowed takes nothing back.
      record =
        (no && (yes || no.rank < 3) ? no : yes) ??
        yes ??
        (state === 'expired' ? lapsed : undefined);
    }
  }
  return { states, granted, regime, ...(record && { record }) };
}
