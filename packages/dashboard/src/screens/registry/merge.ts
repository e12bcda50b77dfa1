import type { Registry } from '@touchtrail/contract';

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

interface Keyed {
  key: string;
}

/** Of each key what one's own side says of it where it changed it, else what theirs says. */
function mergeKeyed<T extends Keyed>(
  base: readonly T[],
  mine: readonly T[],
  theirs: readonly T[],
): { list: T[]; clash: boolean } {
  const was = new Map(base.map((one) => [one.key, one]));
  const own = new Map(mine.map((one) => [one.key, one]));
  const other = new Map(theirs.map((one) => [one.key, one]));
  let clash = false;
  const chosen = (key: string): T | undefined => {
    const [before, here, there] = [was.get(key), own.get(key), other.get(key)];
    if (same(before, here)) return there;
    if (!same(before, there) && !same(here, there)) clash = true;
    return here;
  };
  const moved = !same(
    base.map(({ key }) => key),
    mine.map(({ key }) => key),
  );
  // Whose order changed leads; the other's new ones follow.
  const [first, second] = moved ? [mine, theirs] : [theirs, mine];
  const keys = new Set([...first, ...second, ...base].map(({ key }) => key));
  return {
    list: [...keys].map(chosen).filter((one) => one !== undefined),
    clash,
  };
}

/**
 * Two changes of one registry put together. What only one side changed is that side's; what both changed
 * is mine, and its section is named.
 */
export function mergeRegistries(
  base: Registry,
  mine: Registry,
  theirs: Registry,
): { registry: Registry; clashes: (keyof Registry)[] } {
  const clashes: (keyof Registry)[] = [];
  const keyed = <T extends Keyed>(section: keyof Registry, of: (one: Registry) => readonly T[]) => {
    const { list, clash } = mergeKeyed(of(base), of(mine), of(theirs));
    if (clash) clashes.push(section);
    return list;
  };
  const whole = <Section extends 'rules' | 'channels'>(section: Section): Registry[Section] => {
    if (same(base[section], mine[section])) return theirs[section];
    if (!same(base[section], theirs[section]) && !same(mine[section], theirs[section])) {
      clashes.push(section);
    }
    return mine[section];
  };
  const registry: Registry = {
    phases: keyed('phases', (one) => one.phases),
    channels: whole('channels'),
    departments: keyed('departments', (one) => one.departments),
    topics: keyed('topics', (one) => one.topics),
    touchpoints: keyed('touchpoints', (one) => one.touchpoints),
    rules: whole('rules'),
  };
  return { registry, clashes };
}
