import { createHmac } from 'node:crypto';
import type { FieldPolicy, TouchtrailEvent } from '@touchtrail/contract';

/** A site's field policies, ready to be applied to events from any door. */
export interface FieldPolicies {
  /** Fields whose value is a hash afterwards: no other rule may read it as text. */
  hashed: ReadonlySet<string>;
  /** The event as it may be stored, and which fields were dropped. The given one stays as it is. */
  apply(event: TouchtrailEvent): { event: TouchtrailEvent; dropped: readonly string[] };
}

/**
 * The same text of the same site always gives the same 22 characters (128 bits) after `h_`, and
 * without the site's key nobody can tell from which text they came.
 */
export const hashedValue = (key: Uint8Array, value: string): string =>
  `h_${createHmac('sha256', key).update(value).digest().subarray(0, 16).toString('base64url')}`;

const untouched: FieldPolicies = {
  hashed: new Set(),
  apply: (event) => ({ event, dropped: [] }),
};

type Group = Record<string, unknown>;

/**
 * @param policies field, or `props.<key>`, to what is done with it.
 * @param key the site's secret.
 * @throws TypeError when a field is to be hashed without a key.
 * @example
 * compileFieldPolicies({ userId: 'hash', 'props.plate': 'drop' }, key).apply(event).dropped;
 */
export function compileFieldPolicies(
  policies: Readonly<Record<string, FieldPolicy>>,
  key?: Uint8Array,
): FieldPolicies {
  const entries = Object.entries(policies).filter(([, policy]) => policy !== 'keep');
  if (entries.length === 0) return untouched;
  const hashed = new Set(entries.filter(([, policy]) => policy === 'hash').map(([name]) => name));
  if (hashed.size > 0 && !key) throw new TypeError('a field is to be hashed and there is no key');
  return {
    hashed,
    apply(given) {
      const event: Group = { ...given };
      const dropped: string[] = [];
      for (const [field, policy] of entries) {
        const dot = field.indexOf('.');
        const group = dot === -1 ? undefined : field.slice(0, dot);
        const name = field.slice(dot + 1);
        const inner = group === undefined ? event : (event[group] as Group | undefined);
        if (!inner || !Object.hasOwn(inner, name)) continue;
        const value = inner[name];
        if (value === undefined || value === null) continue;
        const changed = { ...inner };
        if (policy === 'drop' || !key) {
          delete changed[name];
          dropped.push(field);
        } else changed[name] = hashedValue(key, String(value));
        if (group !== undefined) event[group] = changed;
        else if (policy === 'drop') delete event[name];
        else event[name] = changed[name];
      }
      return { event: event as TouchtrailEvent, dropped };
    },
  };
}
