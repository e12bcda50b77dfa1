/** What to change in each refused event before it is checked again. Paths are like `page.url`. */
export interface Repair {
  /** Path to the value it gets. */
  set?: Readonly<Record<string, unknown>>;
  /** Paths taken away. */
  drop?: readonly string[];
  /** Old path to new path; nothing happens where the old one is missing. */
  rename?: Readonly<Record<string, string>>;
}

type Group = Record<string, unknown>;

const isGroup = (value: unknown): value is Group =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The object that holds the last part of a path, made on the way when asked to. */
function holder(event: Group, path: readonly string[], make: boolean): Group | undefined {
  let at = event;
  for (const part of path.slice(0, -1)) {
    const inner = Object.hasOwn(at, part) ? at[part] : undefined;
    if (isGroup(inner)) at = inner;
    else if (make) {
      const made: Group = {};
      define(at, part, made);
      at = made;
    } else return undefined;
  }
  return at;
}

/** Sets an own property, also one named `__proto__`. */
const define = (group: Group, key: string, value: unknown): void => {
  Object.defineProperty(group, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
};

function taken(event: Group, path: string): unknown {
  const parts = path.split('.');
  const key = parts.at(-1) ?? '';
  const group = holder(event, parts, false);
  if (!group || !Object.hasOwn(group, key)) return undefined;
  const value = group[key];
  delete group[key];
  return value;
}

function put(event: Group, path: string, value: unknown): void {
  const parts = path.split('.');
  const group = holder(event, parts, true);
  if (group) define(group, parts.at(-1) ?? '', value);
}

/**
 * The event with a repair made; the given one stays as it is. Renames come first, then what is dropped,
 * then what is set.
 *
 * @example
 * repaired({ currency: 'Euro' }, { set: { currency: 'EUR' } }); // { currency: 'EUR' }
 */
export function repaired(event: unknown, repair: Repair | undefined): unknown {
  if (!repair || !isGroup(event)) return event;
  const copy = structuredClone(event);
  for (const [from, to] of Object.entries(repair.rename ?? {})) {
    const value = taken(copy, from);
    if (value !== undefined) put(copy, to, value);
  }
  for (const path of repair.drop ?? []) taken(copy, path);
  for (const [path, value] of Object.entries(repair.set ?? {})) put(copy, path, value);
  return copy;
}
