import type { DurationQuantiles, Proportion } from '@touchtrail/contract';
import type { LogTouch } from './log.ts';

// A second computation of every definition, one plain loop at a time: slow, and easy to believe.

export interface OracleSettings {
  visitGap: number;
  abandonmentGap: number;
  /** Of touches that have a gap of their own. */
  ownGap?: (touch: LogTouch) => number | undefined;
  inactivityLimit: number;
  subject: 'person' | 'account';
  isGoal: (touch: LogTouch) => boolean;
  /** As the goal was asked for; without one there is none to tell apart. */
  goalName?: string;
  from?: number;
  to?: number;
}

interface Person {
  id: string;
  touches: LogTouch[];
}

export interface Journey {
  person: Person;
  touches: LogTouch[];
  outcome: 'converted' | 'abandoned' | 'open';
  /** Silence after the last touch: to the person's next touch or to the end of the data. */
  silenceAfter: number;
  first: boolean;
}

export interface Observed {
  people: Person[];
  journeys: Journey[];
  from: number;
  until: number;
}

/** Users that a device was seen with, in the whole log and by every kind of event. */
function owners(log: readonly LogTouch[]): Map<string, Set<string>> {
  const seen = new Map<string, Set<string>>();
  for (const { device, user } of log) {
    if (device && user) seen.set(device, (seen.get(device) ?? new Set()).add(user));
  }
  return seen;
}

export function observe(log: readonly LogTouch[], settings: OracleSettings): Observed {
  const links = owners(log);
  const seen = log.filter(
    (touch) =>
      touch.type !== 'identify' &&
      touch.ts >= (settings.from ?? -Infinity) &&
      touch.ts < (settings.to ?? Infinity),
  );
  const people = new Map<string, Person>();
  for (const touch of seen) {
    const users = [...(links.get(touch.device) ?? [])];
    const id =
      settings.subject === 'account'
        ? touch.account
        : touch.user || (users.length === 1 ? (users[0] ?? '') : touch.device);
    if (!id) continue;
    const person = people.get(id) ?? { id, touches: [] };
    if (!person.touches.some((other) => other.id === touch.id)) person.touches.push(touch);
    people.set(id, person);
  }
  for (const person of people.values()) {
    person.touches.sort((a, b) => a.ts - b.ts || a.seq - b.seq || a.id - b.id);
  }
  const times = seen.map((touch) => touch.ts);
  const until = Math.max(...times);
  const list = [...people.values()];
  return {
    people: list,
    journeys: list.flatMap((person) => journeysOf(person, until, settings)),
    from: Math.min(...times),
    until,
  };
}

function journeysOf(person: Person, until: number, settings: OracleSettings): Journey[] {
  const runs: LogTouch[][] = [];
  let before: LogTouch | undefined;
  for (const touch of person.touches) {
    const run = runs.at(-1);
    const goesOn =
      before && !settings.isGoal(before) && touch.ts - before.ts <= settings.inactivityLimit;
    if (run && goesOn) run.push(touch);
    else runs.push([touch]);
    before = touch;
  }
  return runs.map((touches, index) => {
    const last = at(touches, touches.length - 1);
    const next = runs[index + 1]?.[0];
    const outcome = settings.isGoal(last)
      ? 'converted'
      : until - last.ts >= settings.inactivityLimit
        ? 'abandoned'
        : 'open';
    return {
      person,
      touches,
      outcome,
      silenceAfter: (next?.ts ?? until) - last.ts,
      first: index === 0,
    };
  });
}

export function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`nothing at ${index}`);
  return item;
}

/** Wilson bounds as the roots of (p̂ − p)² = z² p (1 − p) / n. */
export function share(count: number, of: number): Proportion {
  if (of === 0) return { count, of, rate: null, low: null, high: null };
  const rate = count / of;
  const z2 = 1.959963984540054 ** 2 / of;
  const [a, b, c] = [1 + z2, -(2 * rate + z2), rate * rate];
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
  return { count, of, rate, low: (-b - root) / (2 * a), high: (-b + root) / (2 * a) };
}

/** Type 7 quantile: linear between the order statistics around 1 + (n − 1) q. */
export function quantile(values: readonly number[], q: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const below = at(sorted, Math.floor(place));
  const above = at(sorted, Math.ceil(place));
  return below + (above - below) * (place - Math.floor(place));
}

export const durations = (values: readonly number[]): DurationQuantiles => ({
  n: values.length,
  p25: quantile(values, 0.25),
  p50: quantile(values, 0.5),
  p75: quantile(values, 0.75),
  p90: quantile(values, 0.9),
});

export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

export const count = <Item>(items: readonly Item[], test: (item: Item) => boolean): number =>
  items.filter(test).length;

export function group<Item>(
  items: readonly Item[],
  key: (item: Item) => string,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

export interface Pause {
  journey: Journey;
  index: number;
  from: LogTouch;
  silence: number;
  /** The next touch of the same journey. */
  back: LogTouch | undefined;
}

/** The abandonment gap after a touch. */
export const gapOf = (touch: LogTouch, { abandonmentGap, ownGap }: OracleSettings): number =>
  ownGap?.(touch) ?? abandonmentGap;

/** Silences of at least the abandonment gap inside journeys, or at their end without conversion. */
export function pausesOf(journey: Journey, settings: OracleSettings): Pause[] {
  const pauses: Pause[] = [];
  for (const [index, touch] of journey.touches.entries()) {
    const back = journey.touches[index + 1];
    if (!back && journey.outcome === 'converted') continue;
    const silence = back ? back.ts - touch.ts : journey.silenceAfter;
    if (silence >= gapOf(touch, settings))
      pauses.push({ journey, index, from: touch, silence, back });
  }
  return pauses;
}
