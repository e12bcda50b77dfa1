import type { PersonaFeature } from '@touchtrail/contract';
import { adjustBenjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { newcombe } from '../stats/newcombe.ts';
import { pooledTest } from '../stats/pooled-test.ts';
import { wilson } from '../stats/wilson.ts';
import { lengthClasses, paceClasses } from './query.ts';
import type { VariantRow } from './query.ts';

/** Touchpoints and steps from one to the next that are compared, the most frequent ones. */
const mostPlaces = 60;
const mostSteps = 60;
const maxFalseDiscovery = 0.05;
/** A difference below this is none worth a line. */
const leastDifference = 0.05;

type Kind = PersonaFeature['feature'];

/** What groups are put together by describes them and proves nothing. */
const used: ReadonlySet<Kind> = new Set(['touchpoint', 'step', 'length', 'returns']);

/** Journeys with something, by group. */
interface Feature {
  feature: Kind;
  value: string;
  byGroup: number[];
}

/** Journeys of each group that have each thing, over all variants. */
function features(
  rows: readonly VariantRow[],
  group: (at: number) => number,
  groups: number,
  name: (id: string) => string,
): Feature[] {
  const found = new Map<string, Feature>();
  const add = (feature: Kind, value: string, number: number, journeys: number): void => {
    const key = `${feature}\0${value}`;
    let entry = found.get(key);
    if (!entry) {
      entry = { feature, value, byGroup: Array.from({ length: groups }, () => 0) };
      found.set(key, entry);
    }
    entry.byGroup[number] = (entry.byGroup[number] ?? 0) + journeys;
  };
  for (const [at, row] of rows.entries()) {
    const number = group(at);
    const { path, journeys } = row;
    const places = new Set(path);
    for (const id of places) add('touchpoint', id, number, journeys);
    const steps = new Set(path.slice(1).map((id, place) => `${path[place] ?? ''} ${id}`));
    for (const step of steps) add('step', step, number, journeys);
    if (places.size < path.length) add('returns', 'comes back to a touchpoint', number, journeys);
    if (row.paused > 0) add('pauses', 'pauses and returns', number, row.paused);
    if (row.mixed > 0) add('channels', 'more than one', number, row.mixed);
    for (const [index, label] of lengthClasses.entries()) {
      if (row.lengths[index]) add('length', label, number, row.lengths[index]);
    }
    for (const [index, label] of paceClasses.entries()) {
      if (row.paces[index]) add('pace', label, number, row.paces[index]);
    }
    const [channels, counts] = row.entries;
    for (const [index, channel] of channels.entries()) {
      add('entry_channel', channel, number, counts[index] ?? 0);
    }
  }
  const total = ({ byGroup }: Feature): number => byGroup.reduce((sum, n) => sum + n, 0);
  const frequent = (kind: Kind, most: number): Feature[] =>
    [...found.values()]
      .filter(({ feature }) => feature === kind)
      .toSorted((a, b) => total(b) - total(a))
      .slice(0, most);
  return [
    ...frequent('touchpoint', mostPlaces).map((entry) => ({ ...entry, value: name(entry.value) })),
    ...frequent('step', mostSteps).map((entry) => ({
      ...entry,
      value: entry.value.split(' ').map(name).join(' → '),
    })),
    ...[...found.values()].filter(({ feature }) => feature !== 'touchpoint' && feature !== 'step'),
  ];
}

/**
 * What sets each group apart from all others, the greatest differences of shares first; the false
 * discovery rate is over all groups and everything compared.
 */
export function setsApart(
  rows: readonly VariantRow[],
  group: (at: number) => number,
  groups: number,
  name: (id: string) => string,
  top: number,
): PersonaFeature[][] {
  const sizes = Array.from({ length: groups }, () => 0);
  for (const [at, { journeys }] of rows.entries()) {
    sizes[group(at)] = (sizes[group(at)] ?? 0) + journeys;
  }
  const all = sizes.reduce((sum, n) => sum + n, 0);
  const compared = features(rows, group, groups, name).flatMap(({ feature, value, byGroup }) => {
    const total = byGroup.reduce((sum, n) => sum + n, 0);
    return byGroup.flatMap((count, number) => {
      const of = sizes[number] ?? 0;
      const p = pooledTest(count, of, total - count, all - of);
      const difference = newcombe(count, of, total - count, all - of);
      if (p === null || !difference) return [];
      const inside = wilson(count, of);
      const outside = wilson(total - count, all - of);
      return [{ number, p, told: { feature, value, inside, outside, difference } }];
    });
  });
  const q = adjustBenjaminiHochberg(compared.map(({ p }) => p));
  return sizes.map((_size, number) =>
    compared
      .flatMap((entry, index): PersonaFeature[] =>
        entry.number === number && (q[index] ?? 1) <= maxFalseDiscovery
          ? [{ ...entry.told, q: q[index] ?? 1, used: used.has(entry.told.feature) }]
          : [],
      )
      .filter(({ difference: { value } }) => Math.abs(value ?? 0) >= leastDifference)
      .toSorted(
        (a, b) =>
          Math.abs(b.difference.value ?? 0) - Math.abs(a.difference.value ?? 0) ||
          (a.value < b.value ? -1 : 1),
      )
      .slice(0, top),
  );
}
