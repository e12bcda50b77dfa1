import type { Fault } from '../browser/front.ts';

/** What happens next in the life of one visitor. `tab` counts the tabs that are open then. */
export type Step =
  | { do: 'track'; tab: number; count: number }
  | { do: 'open'; hangs: boolean }
  | { do: 'close' | 'navigate' | 'route'; tab: number }
  | { do: 'kill'; tab: number; afterMs: number }
  | { do: 'network'; fault: Fault }
  | { do: 'offline' | 'online' | 'withdraw' | 'grant' | 'settle' }
  | { do: 'clock'; shiftMs: number }
  | { do: 'quota'; taken: boolean }
  | { do: 'wait'; ms: number };

/** Numbers in [0, 1) that a seed repeats (mulberry32). */
export function randomBy(state: number): () => number {
  let s = state;
  return () => {
    s = (s + 0x6d2b79f5) | 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const minute = 60_000;
const hour = 60 * minute;
const mostTabs = 5;
/** Events that have no place but the memory of a page and one slot of 16 KiB: as many as fit it. */
const mostVolatile = 20;
/** Events that may wait: the queue's own bound must not be reached, or giving up would be right. */
const mostWaiting = 600;

const faults: readonly Fault[] = [
  { kind: 'reset' },
  { kind: 'reset' },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503, retryAfter: '1' },
  { kind: 'status', status: 429, retryAfter: '2' },
  { kind: 'lost' },
  { kind: 'hang', ms: 1_500 },
  { kind: 'slow', ms: 400 },
];

/** What the plan needs to know of the tabs that are open. */
interface Tab {
  /** Its database never answers. */
  hangs: boolean;
}

/**
 * The steps of one visitor, by chance, until they have tracked at least `events` touches. Pages that
 * have no room on disk are never killed, only closed: what they hold is nowhere else.
 */
export function* plan(random: () => number, events: number): Generator<Step> {
  let tabs: Tab[] = [];
  let granted = true;
  let offline = false;
  let up = true;
  let full = false;
  let left = events;
  let fragile = 0;
  let waiting = 0;
  const below = (n: number) => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;

  yield { do: 'open', hangs: false };
  tabs.push({ hangs: false });
  while (left > 0) {
    if (fragile > mostVolatile || waiting > mostWaiting) {
      yield { do: 'settle' };
      [fragile, waiting, offline, up] = [0, 0, false, true];
    }
    const tab = below(tabs.length);
    const dice = random();
    if (tabs.length === 0 || (dice < 0.06 && tabs.length < mostTabs)) {
      if (offline) {
        yield { do: 'online' };
        offline = false;
      }
      const hangs = random() < 0.1;
      yield { do: 'open', hangs };
      tabs.push({ hangs });
    } else if (dice < 0.1) {
      yield { do: 'close', tab };
      tabs = tabs.filter((_, index) => index !== tab);
    } else if (dice < 0.14) {
      if (!offline) yield { do: 'navigate', tab };
    } else if (dice < 0.17) yield { do: 'route', tab };
    else if (dice < 0.2) {
      if (full || tabs[tab]?.hangs) continue;
      yield { do: 'kill', tab, afterMs: 11 + below(40) };
      tabs = tabs.filter((_, index) => index !== tab);
    } else if (dice < 0.3) {
      const fault: Fault = up ? pick(faults) : { kind: 'none' };
      yield { do: 'network', fault };
      up = fault.kind === 'none';
    } else if (dice < 0.34) {
      yield { do: offline ? 'online' : 'offline' };
      offline = !offline;
    } else if (dice < 0.36) {
      yield {
        do: 'clock',
        shiftMs: pick([-26 * hour, -2 * hour, -minute, 0, hour / 2, 26 * hour]),
      };
    } else if (dice < 0.37) {
      // Before room is given back, what was tracked without it must have gone.
      if (full) yield { do: 'settle' };
      full = !full;
      if (!full) [fragile, waiting, offline, up] = [0, 0, false, true];
      yield { do: 'quota', taken: full };
    } else if (dice < 0.38 || !granted) {
      yield { do: granted ? 'withdraw' : 'grant' };
      granted = !granted;
      waiting = 0;
    } else if (dice < 0.48) yield { do: 'wait', ms: 50 + below(350) };
    else {
      const count = Math.min(left, 1 + below(6));
      yield { do: 'track', tab, count };
      left -= granted ? count : 0;
      waiting += count;
      if (full || tabs[tab]?.hangs) fragile += count + 1;
    }
  }
}
