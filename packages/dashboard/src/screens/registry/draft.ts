import { signal } from '@preact/signals';
import type { Registry, RegistryAnswer, Rule, Touchpoint } from '@touchtrail/contract';

/** A registry that is being changed, and the version the change was made from. */
export interface Draft {
  site: string;
  base: RegistryAnswer;
  registry: Registry;
  note: string;
}

/** By site, outside of the screen: a sign-in in between, or a look elsewhere, loses nothing. */
const drafts = signal<Readonly<Record<string, Draft>>>({});

/** What is not saved yet of a site; null: nothing is. */
export const draftOf = (site: string): Draft | null => drafts.value[site] ?? null;

export const keepDraft = (draft: Draft): void => {
  drafts.value = { ...drafts.value, [draft.site]: draft };
};

export const dropDraft = (site: string): void => {
  const { [site]: _dropped, ...others } = drafts.value;
  drafts.value = others;
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Changes the registry; a change that takes all of them back leaves nothing to save. */
export function edit(base: RegistryAnswer, change: (registry: Registry) => Registry): void {
  const before = draftOf(base.site) ?? { site: base.site, base, registry: base.registry, note: '' };
  const registry = change(before.registry);
  if (same(registry, before.base.registry)) dropDraft(base.site);
  else keepDraft({ ...before, registry });
}

/** A touchpoint put in place of the one of its key, or at the end. */
export const withTouchpoint = (registry: Registry, touchpoint: Touchpoint): Registry => {
  const at = registry.touchpoints.findIndex(({ key }) => key === touchpoint.key);
  const touchpoints =
    at < 0 ? [...registry.touchpoints, touchpoint] : registry.touchpoints.with(at, touchpoint);
  return { ...registry, touchpoints };
};

/** Without a touchpoint, and without the rules that lead to it. */
export const withoutTouchpoint = (registry: Registry, key: string): Registry => ({
  ...registry,
  touchpoints: registry.touchpoints.filter((one) => one.key !== key),
  rules: registry.rules.filter((rule) => rule.touchpoint !== key),
});

/** A rule put in place of the one at an index; beyond the end it is added. */
export const withRule = (registry: Registry, at: number, rule: Rule): Registry => ({
  ...registry,
  rules: at < registry.rules.length ? registry.rules.with(at, rule) : [...registry.rules, rule],
});

/** A list with one moved up or down. */
export function moved<T>(list: readonly T[], at: number, by: 1 | -1): T[] {
  const one = list[at];
  const other = list[at + by];
  if (one === undefined || other === undefined) return [...list];
  return list.with(at, other).with(at + by, one);
}

/** A group of what is not mapped made a touchpoint, or given to one, with the rule that was suggested. */
export const mapped = (registry: Registry, key: string, rule: Rule): Registry => {
  const known = registry.touchpoints.some((one) => one.key === key);
  const now = known ? registry : withTouchpoint(registry, { key });
  return withRule(now, now.rules.length, { ...rule, touchpoint: key });
};
