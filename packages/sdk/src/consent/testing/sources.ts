import { vi } from 'vitest';
import type { ConsentChoice, ConsentOptions, Purpose, Touchtrail } from '../../types.ts';
import type { ConsentAdapter, ConsentSignal, Rank, Report, Statement } from '../signal.ts';
import type { ConsentRegime } from '@touchtrail/contract';

/** An adapter that says what a test tells it to. */
export interface Says extends ConsentAdapter {
  say(signal: ConsentSignal): void;
  until?: AbortSignal;
}

export const says = (name: string, rank: Rank = 1): Says => {
  let tell: Report | undefined;
  const adapter: Says = {
    name,
    rank,
    connect(report, until) {
      tell = report;
      adapter.until = until;
    },
    say: (signal) => tell?.(signal),
  };
  return adapter;
};

/** An SDK that keeps what it was told. */
export const fakeSdk = () => {
  const calls: [choice: ConsentChoice, options: ConsentOptions | undefined][] = [];
  const listeners = new Set<(detail: { purposes: Purpose[] }) => void>();
  let decision: { purposes: Purpose[] } | undefined;
  const emit = (purposes: Purpose[]) => {
    decision = { purposes };
    for (const listener of listeners) listener({ purposes });
  };
  const consent = (choice: ConsentChoice, options?: ConsentOptions) => {
    calls.push([choice, options]);
    emit(typeof choice === 'string' ? [] : (Object.keys(choice) as Purpose[]));
  };
  const touchtrail = {
    consent,
    on(_signal: 'consent', listener: (detail: { purposes: Purpose[] }) => void) {
      listeners.add(listener);
      // As the SDK does: who comes late is told what is in force.
      if (decision) listener(decision);
      return () => listeners.delete(listener);
    },
  } as unknown as Touchtrail;
  return { touchtrail, calls, emit, consent };
};

/** What an adapter reports, as statements under a law; `null` is a source that has no decision. */
export const watch = (adapter: ConsentAdapter, regime: ConsentRegime = 'opt_in') => {
  const reports: ConsentSignal[] = [];
  const statements: (Statement | null)[] = [];
  const stop = new AbortController();
  const sdk = fakeSdk();
  const report = (signal: ConsentSignal) => {
    const { purposes } = signal;
    reports.push(signal);
    statements.push((typeof purposes === 'function' ? purposes(regime) : purposes) ?? null);
  };
  adapter.connect(report, stop.signal, sdk.touchtrail);
  return { ...sdk, reports, stop: () => stop.abort(), said: () => statements };
};

/** Puts globals of a platform on the page for one test; take them off with `vi.unstubAllGlobals()`. */
export const install = <T extends object>(globals: T): T => {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  return globals;
};

/** Says something on the window, as platforms do. */
export const dispatch = (type: string, detail?: unknown, target: EventTarget = window) =>
  target.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
