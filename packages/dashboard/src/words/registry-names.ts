import { computed, signal } from '@preact/signals';
import type { RegistryNames } from '@touchtrail/contract';
import { named } from './named.ts';
import { words } from './words.ts';

/** What reports write where no touchpoint stands. */
const german = {
  '(start)': '(Anfang)',
  '(end)': '(Ende)',
  '(converted)': '(konvertiert)',
  '(abandoned)': '(abgebrochen)',
  '(open)': '(offen)',
  '(other)': '(andere)',
  '(rare)': '(seltene)',
} as const;
const say = words(german);
const isPlace = (key: string): key is keyof typeof german => Object.hasOwn(german, key);

/** What the site that is shown calls things; undefined until that is known. */
export const registryNames = signal<RegistryNames | undefined>(undefined);

/** Names in the language of the page; where two touchpoints share one, it says which is which. */
const touchpointNames = computed(() => {
  const given = Object.entries(registryNames.value?.touchpoints ?? {}).map(
    ([key, names]) => [key, named(names, key)] as const,
  );
  const times = new Map<string, number>();
  for (const [, name] of given) times.set(name, (times.get(name) ?? 0) + 1);
  return new Map(
    given.map(([key, name]) => [key, (times.get(name) ?? 0) > 1 ? `${name} (${key})` : name]),
  );
});

/** A touchpoint as its registry calls it, in the language of the page; without a name its key. */
export const touchpointName = (key: string): string =>
  isPlace(key) ? say(key) : (touchpointNames.value.get(key) ?? key);

/** Whether it is done where people do not see it: its touches are no steps in reports. */
export const isBackstage = (key: string): boolean =>
  registryNames.value?.backstage.includes(key) ?? false;

/** The same with the key behind it, where both are looked for or must be told apart. */
export function keyedName(key: string): string {
  const name = touchpointName(key);
  return name === key || name.endsWith(`(${key})`) ? name : `${name} (${key})`;
}
