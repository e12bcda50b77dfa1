import type { Signals, Touchtrail } from '../types.ts';

/** Why a message was not taken. */
export type DropReason =
  | 'bridge_origin'
  | 'bridge_source'
  | 'bridge_nonce'
  | 'bridge_schema'
  | 'bridge_size'
  | 'bridge_rate'
  | 'bridge_consent';

/** Messages that were not taken, by reason. */
export type Drops = Readonly<Partial<Record<DropReason, number>>>;

/** Counts what is dropped. */
export interface DropCounter {
  counts: Drops;
  add(reason: DropReason): void;
  stop(): void;
}

/**
 * Counts what is dropped, and tells those who watch `dropped` from now on, once a second at most: a
 * flood must not become a flood of signals.
 */
export function countDrops(touchtrail: Pick<Touchtrail, 'on'>): DropCounter {
  const counts: Partial<Record<DropReason, number>> = {};
  const listeners = new Set<(detail: Signals['dropped']) => void>();
  let untold: Partial<Record<DropReason, number>> = {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  const before = touchtrail.on;
  const on: Touchtrail['on'] = (signal, listener) => {
    const off = before(signal, listener);
    if (signal !== 'dropped') return off;
    const hear = listener as (detail: Signals['dropped']) => void;
    listeners.add(hear);
    return () => {
      listeners.delete(hear);
      off();
    };
  };
  touchtrail.on = on;
  const tell = () => {
    const told = Object.entries(untold);
    timer = undefined;
    untold = {};
    for (const [reason, count] of told) {
      for (const hear of listeners) {
        try {
          hear({ reason, count });
        } catch {}
      }
    }
  };
  return {
    counts,
    add(reason) {
      counts[reason] = (counts[reason] ?? 0) + 1;
      untold[reason] = (untold[reason] ?? 0) + 1;
      timer ??= setTimeout(tell, 1_000);
    },
    stop() {
      clearTimeout(timer);
      if (touchtrail.on === on) touchtrail.on = before;
    },
  };
}
