import type { Registry, RegistryChange } from '@touchtrail/contract';

const text = (value: unknown): string => JSON.stringify(value, sorted) ?? '';

/** Keys of objects in one order, so that only content counts. */
function sorted(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether two registries say the same. */
export const equalRegistries = (a: Registry, b: Registry): boolean => text(a) === text(b);

type Keyed = { key: string } & Readonly<Record<string, unknown>>;

/** Items that are in both lists but not in the same order among those. */
function moves(before: readonly string[], after: readonly string[]): Set<string> {
  const both = before.filter((key) => after.includes(key));
  const now = after.filter((key) => before.includes(key));
  const stayed = longestCommon(both, now);
  return new Set(now.filter((key) => !stayed.has(key)));
}

/**
 * Of two orders of the same things the most that can stay where they are: a longest increasing
 * subsequence of the old places.
 */
function longestCommon(before: readonly string[], after: readonly string[]): Set<string> {
  const place = new Map(before.map((key, at) => [key, at]));
  const places = after.map((key) => place.get(key) ?? 0);
  const lengths: number[] = [];
  const previous: number[] = [];
  for (const [at, here] of places.entries()) {
    let best = 0;
    let from = -1;
    for (let earlier = 0; earlier < at; earlier++) {
      if ((places[earlier] ?? 0) < here && (lengths[earlier] ?? 0) > best) {
        best = lengths[earlier] ?? 0;
        from = earlier;
      }
    }
    lengths.push(best + 1);
    previous.push(from);
  }
  let at = lengths.indexOf(Math.max(0, ...lengths));
  const kept = new Set<string>();
  while (at >= 0) {
    kept.add(after[at] ?? '');
    at = previous[at] ?? -1;
  }
  return kept;
}

function keyedChanges(
  section: RegistryChange['section'],
  before: readonly Keyed[],
  after: readonly Keyed[],
  ordered: boolean,
): RegistryChange[] {
  const [old, now] = [before, after].map((list) => new Map(list.map((item) => [item.key, item])));
  const changes: RegistryChange[] = [];
  for (const { key } of before) if (!now?.has(key)) changes.push({ section, kind: 'removed', key });
  const moved = ordered
    ? moves(
        before.map(({ key }) => key),
        after.map(({ key }) => key),
      )
    : null;
  for (const item of after) {
    const was = old?.get(item.key);
    if (was === undefined) {
      changes.push({ section, kind: 'added', key: item.key });
      continue;
    }
    const fields = [...new Set([...Object.keys(was), ...Object.keys(item)])]
      .filter((field) => text(was[field]) !== text(item[field]))
      .map((field) => ({ field, before: was[field] ?? null, after: item[field] ?? null }));
    if (fields.length > 0) changes.push({ section, kind: 'changed', key: item.key, fields });
    if (moved?.has(item.key)) changes.push({ section, kind: 'moved', key: item.key });
  }
  return changes;
}

/** A name for each rule: what it says, and which of those that say the same. */
function numbered(rules: Registry['rules']): string[] {
  const seen = new Map<string, number>();
  return rules.map((rule) => {
    const body = text(rule);
    const nth = (seen.get(body) ?? 0) + 1;
    seen.set(body, nth);
    return `${nth} ${body}`;
  });
}

/** Rules have no keys: equal ones are the same, and order is what they mean. */
function ruleChanges(before: Registry, after: Registry): RegistryChange[] {
  const [old, now] = [numbered(before.rules), numbered(after.rules)];
  const moved = moves(old, now);
  const changes: RegistryChange[] = [];
  for (const [at, rule] of before.rules.entries()) {
    if (now.includes(old[at] ?? '')) continue;
    changes.push({ section: 'rules', kind: 'removed', key: String(at + 1), rule });
  }
  for (const [at, rule] of after.rules.entries()) {
    const body = now[at] ?? '';
    if (!old.includes(body)) {
      changes.push({ section: 'rules', kind: 'added', key: String(at + 1), rule });
    } else if (moved.has(body)) {
      changes.push({
        section: 'rules',
        kind: 'moved',
        key: String(at + 1),
        fields: [{ field: 'place', before: old.indexOf(body) + 1, after: at + 1 }],
        rule,
      });
    }
  }
  return changes;
}

const named = (channels: Registry['channels']): Keyed[] =>
  Object.entries(channels).map(([key, name]) => ({ key, name }));

/** What is different in `after`; an empty list when both say the same, but for the order of touchpoints. */
export const diffRegistries = (before: Registry, after: Registry): RegistryChange[] => [
  ...keyedChanges('phases', before.phases, after.phases, true),
  ...keyedChanges('channels', named(before.channels), named(after.channels), false),
  ...keyedChanges('departments', before.departments, after.departments, false),
  ...keyedChanges('topics', before.topics, after.topics, false),
  ...keyedChanges('touchpoints', before.touchpoints, after.touchpoints, false),
  ...ruleChanges(before, after),
];
